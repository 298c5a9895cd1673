// The layers of ARCHITECTURE.md as rules. Type-only imports count as well: a type that points upwards
// is a design that points upwards.

/** Lowest first: each folder may import those before it. */
const LAYERS = [
  ["base", "Knows nothing of the domain, so that everything may stand on it."],
  ["telemetry", "Is told what happens; it never asks."],
  [
    "wording",
    "Words and formats are pure: what a person reads does not depend on where it is shown.",
  ],
  ["asl", "The language is pure: it can be read, tested and reused without a server."],
  ["execution", "The interpreter is pure: same inputs, same bytes."],
  ["store", "Keeps what the interpreter made and never decides."],
  ["engine", "Is handed its task runners as a table, so that it can run without any of them."],
  ["notifications", "Topics and deliveries know nothing of the people who decide."],
  ["identity", "Who somebody is does not depend on what they are asked."],
  ["approvals", "A decision is the same whichever door it comes through."],
  ["tasks", "A task calls downwards; its answer comes back as an event."],
  ["aws", "AWS's doors encode and decode; what they do lives below them."],
  ["web", "Pages show what is below; nothing below knows that there are pages."],
  ["server", "Parts of the wiring, for the one file that uses them."],
  ["server.ts", "The only place where objects are wired together."],
  ["cli", "Commands talk HTTP to a server; two of them start one."],
];

const pathOf = (layer) => (layer.endsWith(".ts") ? `^src/${layer}$` : `^src/${layer}/`);

const layerRules = LAYERS.slice(0, -1).map(([layer, comment], index) => ({
  name: `${layer}-imports-downwards`,
  comment,
  severity: "error",
  from: { path: pathOf(layer), pathNot: "\\.test\\.ts$" },
  to: { path: LAYERS.slice(index + 1).map(([upper]) => pathOf(upper)) },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...layerRules,
    {
      name: "config-stands-on-base",
      comment: "Configuration is read before anything exists; everything else is handed its part.",
      severity: "error",
      from: { path: "^src/config/" },
      to: { path: "^src/(?!config/|base/)" },
    },
    {
      name: "command-line-uses-the-wire",
      comment:
        "Commands reach a server through its API as everybody else does; they share what is pure: " +
        "the language, the interpreter, the rules of requests, and the list of files that a template refers to. Only those " +
        "that tend the data as a whole open the database themselves.",
      severity: "error",
      from: { path: "^src/cli/", pathNot: "\\.test\\.ts$" },
      to: {
        path:
          "^src/(?!cli/|config/|base/|telemetry/|asl/|execution/|server\\.ts|aws/cloudformation/|" +
          "store/(back-up|export-archive|import-archive)\\.ts|" +
          "approvals/(simulate-approval|verify-audit|directory|parse-directory)\\.ts)",
      },
    },
    {
      name: "folders-have-a-surface",
      comment: "Sub-folders are private: a folder's surface is its top-level files.",
      severity: "error",
      from: { path: "^src/([^/]+)/" },
      to: { path: "^src/(?!aws/)[^/]+/[^/]+/", pathNot: "^src/$1/" },
    },
    {
      name: "folders-have-a-surface-for-the-root",
      comment: "The wiring and the tests use surfaces as well.",
      severity: "error",
      from: { path: "^(src/[^/]+\\.ts$|test/|bench/)" },
      to: { path: "^src/(?!aws/)[^/]+/[^/]+/" },
    },
    {
      name: "aws-services-have-a-surface",
      comment: "Each service's folder under aws/ has a surface of its own.",
      severity: "error",
      from: { path: "^src/aws/([^/]+)/" },
      to: { path: "^src/aws/[^/]+/[^/]+/", pathNot: "^src/aws/$1/" },
    },
    {
      name: "aws-services-have-a-surface-for-others",
      comment: "Seen from outside, a service is its top-level files.",
      severity: "error",
      from: { path: "^(src|test|bench)/", pathNot: "^src/aws/[^/]+/" },
      to: { path: "^src/aws/[^/]+/[^/]+/" },
    },
    {
      name: "language-performs-no-io",
      comment:
        "Same inputs, same bytes: hashing is all that the pure core needs of the platform. Only JSONata's " +
        "library is loaded when it is needed, and into a realm of its own, so that it can be interrupted.",
      severity: "error",
      from: {
        path: "^src/(asl|execution)/",
        pathNot: "\\.test\\.ts$|^src/asl/jsonata/(load-library|sandbox)\\.ts$",
      },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?crypto$" },
    },
    {
      name: "few-touch-files",
      comment:
        "State lives in the store: another reader or writer of files would be a second truth. Datasets " +
        "of distributed Maps, and the list of people, are not state: an operator keeps them in files.",
      severity: "error",
      from: {
        path: "^src/",
        pathNot:
          "^src/(store/(drivers/|(open-store|read-migrations)\\.ts)|config/|cli/|asl/jsonata/sandbox\\.ts$|" +
          "tasks/datasets/folder-buckets\\.ts$|approvals/directory-file\\.ts$)|\\.test\\.ts$",
      },
      to: { dependencyTypes: ["core"], path: "^(node:)?fs(/promises)?$" },
    },
    {
      name: "drivers-know-databases",
      comment: "Only its driver knows which database is below the port.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/store/(drivers/|open-store\\.ts)|\\.test\\.ts$" },
      to: { path: "^(node:)?sqlite$|^node_modules/pg/" },
    },
    {
      name: "no-circular",
      comment: "Files in a ring can only be understood together.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-orphans",
      comment: "A file that nobody imports and that imports nobody is left over.",
      severity: "error",
      from: { orphan: true, pathNot: "\\.test\\.ts$|^src/asl/jsonata/realm\\.js$" },
      to: {},
    },
    {
      name: "no-tests-in-the-product",
      comment: "What only tests need does not ship.",
      severity: "error",
      from: { path: "^src/", pathNot: "\\.(test|contract)\\.ts$|/testing\\.ts$" },
      to: { path: "\\.(test|contract)\\.ts$|/testing\\.ts$|^(test|bench|scripts)/" },
    },
    {
      name: "no-undeclared-packages",
      comment: "The published package installs its dependencies only.",
      severity: "error",
      from: { path: "^src/", pathNot: "\\.(test|contract)\\.ts$|/testing\\.ts$" },
      to: {
        dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "imports-resolve",
      comment: "An import that leads nowhere fails at run time.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // The peers of the benchmark are installed on their own, if at all.
    exclude: { path: "/generated/|^bench/peers/" },
    // The only parser for TypeScript here that does not depend on the compiler's version.
    parser: "swc",
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      conditionNames: ["import", "node", "default", "types"],
      exportsFields: ["exports"],
      extensions: [".ts", ".js", ".mjs", ".json", ".d.ts"],
    },
  },
};
