import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { readTemplate, SAMPLE } from "../../../test/support/templates.ts";
import { isJsonObject } from "../../base/json.ts";
import { readSource } from "../cloudformation/read-source.ts";
import { parseMappingTemplate, renderMappingTemplate } from "./mapping-template.ts";
import { type TemplateInput, templateVariables } from "./template-variables.ts";

const INPUT: TemplateInput = {
  body: '{"items":[{"id":1,"name":"a"},{"id":2,"name":"b"}],"text":"t","__proto__":{"x":1}}',
  path: { where: "path", only: "p" },
  querystring: { where: "query", Type: 'Ap"proved', n: "5" },
  header: { "X-Where": "header", where: "h" },
  context: { requestId: "r-1", identity: { sourceIp: "192.0.2.1" } },
  stageVariables: { color: "blue" },
};

function render(text: string, input: Partial<TemplateInput> = {}): string {
  const parsed = parseMappingTemplate(text);
  if (parsed.kind === "refused") return `refused: ${parsed.message}`;
  return renderMappingTemplate(parsed.template, templateVariables({ ...INPUT, ...input }));
}

const fails = (text: string, message: RegExp) =>
  assert.throws(() => render(text), { name: "TemplateError", message });

describe("mapping templates", () => {
  test("give what AWS's sample means by them", () => {
    const document = readSource(
      readTemplate(SAMPLE).files["./APIGateway/ReviewRESTApi.yaml"] ?? "",
    ).value;
    const at = (value: unknown, ...keys: string[]): unknown =>
      keys.reduce(
        (part, key) => (isJsonObject(part as never) ? (part as never)[key] : undefined),
        value,
      );
    const any = at(document, "paths", "/", "x-amazon-apigateway-any-method");
    const integration = at(any, "x-amazon-apigateway-integration");
    const querystring = {
      Type: "Approved",
      Token: Buffer.from("a-task_token").toString("base64"),
    };
    assert.equal(
      render(String(at(integration, "requestTemplates", "application/json")), { querystring }),
      '{\n    "output": "{\\"Result\\": \\"Approved\\"}",\n    "taskToken": "a-task_token"\n}',
    );
    const responses = at(integration, "responses", "default", "responseTemplates");
    assert.equal(
      render(String(at(responses, "application/json")), { querystring }),
      '{\n    "Expense report status" : "Approved"\n}',
    );
  });

  const cases: readonly (readonly [template: string, text: string])[] = [
    ["$input.params('Type')", 'Ap"proved'],
    ["$input.params('where') $input.params('only') $input.params('x-where')", "path p header"],
    ["[$input.params('missing')]", "[]"],
    ["$input.params().querystring.get('n')$input.params().path.where", "5path"],
    ["#foreach($k in $input.params().path.keySet())$k;#end", "where;only;"],
    ["$input.json('$.items[0]')|$input.json('$.no')", '{"id":1,"name":"a"}|""'],
    ["$input.path('$.text')$input.path('$.items').size()", "t2"],
    ["$input.path('$').items[1].name", "b"],
    ["$input.body.length()", String(INPUT.body.length)],
    ["$util.escapeJavaScript($input.params('Type'))", 'Ap\\"proved'],
    ['$util.escapeJavaScript("it\'s")', "it\\'s"],
    ['$util.escapeJavaScript("it\'s").replaceAll("\\\\\'","\'")', "it's"],
    ["$util.base64Encode('ä')$util.base64Decode('w6Q=')", "w6Q=ä"],
    ["$util.urlEncode('a b&ä/~*')", "a+b%26%C3%A4%2F%7E*"],
    ["$util.urlDecode('a+b%26%C3%A4')", "a b&ä"],
    ['#set($o = $util.parseJson(\'{"a":[1,{"b":2}]}\'))$o.a[1].b', "2"],
    ["$context.requestId $context.identity.sourceIp", "r-1 192.0.2.1"],
    ["$stageVariables.color $stageVariables.get('color')", "blue blue"],
    ["#if($input.params('n') == 5 && !$input.params('missing'))yes#{else}no#end", "yes"],
    ["#if($input.params('n') == 6)a#elseif('x' != \"y\")b#{else}c#end", "b"],
    ["#foreach($i in $input.path('$.items')){$i.id}#if($foreach.hasNext),#end#end", "{1},{2}"],
    ["#foreach($i in [1..9])$i#if($i == 3)#break#end#end!", "123!"],
    ["#set($s = '')#foreach($i in [1..3])#set($s = \"$s$i,\")#end$s", "1,2,3,"],
    ["#set($x = (1 + 2) * 3 - 8 / 3 % 2)$x", "9"],
    ["#set($m = {'k': 'v', 'l': [1, 'b']})$m.k $m $m.containsKey('k')", "v {k=v, l=[1, b]} true"],
    ["$unknown $!unknown ${unknown.x} $input.unknown|", "$unknown  ${unknown.x} |"],
    ["cost: $5, \\$input, a#b ## gone", "cost: $5, $input, a#b "],
    ["#[[ $input.body ]]#", " $input.body "],
    ["'$input.params(\"n\")'.split", "'5'.split"],
    ["$input.params('Type').split('\"')[1]", "proved"],
    ["$input.params('Type').substring(0, 2).toUpperCase().replace('A', '$&')", "$&P"],
  ];
  for (const [template, text] of cases) {
    test(`render ${template}`, () => assert.equal(render(template), text));
  }

  test("are refused when they are read for what cannot be evaluated", () => {
    assert.match(render("#set($x.y = 1)"), /^refused: #set of \$x\.y: only whole variables/);
    assert.match(render("#parse('x')"), /^refused: #parse is not supported/);
    assert.match(render("#evaluate($input.body)"), /^refused: #evaluate is not supported/);
    assert.match(render("#macro(m)x#end"), /^refused: #macro is not supported/);
    assert.match(render('"${AWS::Region}"'), /^refused: Parse error on line 1/);
    assert.match(render("$f('x')"), /^refused: \$f\('x'\): a variable cannot be called/);
    assert.match(render("(".repeat(10) + "#if(".repeat(200)), /^refused: /);
  });

  test("reach nothing of JavaScript", () => {
    const nothing = [
      "$input.constructor",
      "$input.__proto__",
      "$input.params.constructor",
      "$input.body.constructor",
      "$input.body['constructor']",
      "$input.path('$').constructor",
      "$input.path('$').toString",
      "$stageVariables.hasOwnProperty",
      "$util.base64Encode",
      "$context.valueOf",
      "$input.path('$.items').length",
      "$input.methods",
    ];
    for (const template of nothing) assert.equal(render(`[${template}]`), "[]", template);
    for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty", "process"]) {
      assert.equal(render(`$${name}`), `$${name}`);
    }
    fails("$input.body.constructor('return process')", /there is no method constructor/);
    fails("$util.__defineGetter__('x')", /there is no method/);
    fails("$input.path('$').hasOwnProperty('x')", /there is no method/);
    fails("$input.body.repeat(1000000000)", /there is no method repeat/);
    fails("$input.body.padStart(1000000000)", /there is no method/);
    fails("$util.valueOf()", /there is no method/);
    assert.equal(render("$input.path('$').__proto__.x"), "1", "it is data like any other");
    assert.equal(({} as { x?: number }).x, undefined);
  });

  test("end within their budget", () => {
    fails("#foreach($i in [1..1000000000])x#end", /too many steps/);
    const nested = `${"#foreach($i in [1..100])".repeat(5)}x${"#end".repeat(5)}`;
    fails(nested, /too many steps/);
    fails(`#set($s = "x")${'#set($s = "$s$s")'.repeat(60)}$s`, /too much text/);
    fails(`#set($s = "x")${"#set($s = $s + $s)".repeat(60)}$s`, /too much text/);
    fails(`#set($s = ["x"])${"#set($s = [$s, $s])".repeat(60)}$s`, /too many steps|too much text/);
    fails(`#set($s = ["x"])${"#set($s = [$s, $s])".repeat(60)}#if($s + "" == "")#end`, /added/);
    const long = { body: JSON.stringify({ y: "x".repeat(100_000) }) };
    const ends = (text: string, message: RegExp) =>
      assert.throws(() => render(text, long), { name: "TemplateError", message });
    ends("$input.body.replace('x', $input.body)", /too much text/);
    ends("$input.body.replaceAll('x', $input.body)", /too much text/);
    ends("#foreach($i in [1..9999])$!input.body.indexOf('z')#end", /looks through too much/);
    ends("#foreach($i in [1..9999])#set($x = $input.path('$.x'))#end", /looks through too much/);
    fails("$input.body.replaceAll('(a+)+$', '')", /not supported/);
    fails("$input.body.split('(a|a)*')", /not supported/);
  });

  test("fail in one way only, whatever they and the request are", () => {
    const pieces = fc.constantFrom(
      "$input",
      ".params",
      "('Type')",
      ".body",
      "[0]",
      "#set($x = ",
      ")",
      "$x",
      "#if(",
      "#end",
      "#foreach($i in ",
      "$i",
      '"',
      "'",
      "{",
      "}",
      ".size()",
      ".get(0)",
      " + ",
      " == ",
      "1",
      "-",
      "$util.parseJson(",
      ".keySet()",
      "#else",
      "[1..3]",
      "!",
      "$",
      "#",
      "\\",
      ".path('$')",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), fc.string(), (parts, body) => {
        try {
          render(parts.join(""), { body });
        } catch (error) {
          assert.equal((error as Error).name, "TemplateError", String((error as Error).stack));
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("urlEncode and urlDecode, base64Encode and base64Decode undo each other", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const querystring = { t: text };
        assert.equal(
          render("$util.urlDecode($util.urlEncode($input.params('t')))", { querystring }),
          text,
        );
        assert.equal(
          render("$util.base64Decode($util.base64Encode($input.params('t')))", { querystring }),
          text,
        );
      }),
      { numRuns: 200 },
    );
  });

  test("escapeJavaScript makes any text a JSON string, but for the single quote", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const querystring = { t: text };
        const escaped = render("$util.escapeJavaScript($input.params('t'))", { querystring });
        assert.equal(JSON.parse(`"${escaped.replaceAll("\\'", "'")}"`), text);
        assert.match(escaped, /^[\x20-\x7e]*$/);
      }),
      { numRuns: 200 },
    );
  });
});
