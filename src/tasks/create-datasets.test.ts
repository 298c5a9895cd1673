import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, it } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import type { Json, JsonObject } from "../base/json.ts";
import { DatasetError } from "../engine/datasets.ts";
import type { ReadRequest } from "../execution/map-run-request.ts";
import { createDatasets } from "./create-datasets.ts";

const root = mkdtempSync(join(tmpdir(), "countersign-datasets-"));
const folder = join(root, "bucket");
mkdirSync(folder);
after(() => rmSync(root, { recursive: true, force: true }));

const datasets = createDatasets({
  aws: { region: "us-east-1", isS3PathStyle: true },
  folders: new Map([["data", folder]]),
});
const NEVER = new AbortController().signal;

function file(key: string, content: string | Buffer): string {
  mkdirSync(dirname(join(folder, key)), { recursive: true });
  writeFileSync(join(folder, key), content);
  return key;
}

interface Asked {
  readonly resource?: string;
  readonly parameters?: JsonObject;
  readonly config?: ReadRequest["config"];
}

async function itemsOf({ resource = "getObject", parameters = {}, config = {} }: Asked) {
  const request = {
    resource: `arn:aws:states:::s3:${resource}`,
    parameters: { Bucket: "data", ...parameters },
    config,
  };
  return Array.fromAsync(datasets.read(request, NEVER));
}

async function read(
  key: string,
  content: string | Buffer,
  config: ReadRequest["config"],
): Promise<readonly Json[]> {
  const items = await itemsOf({ parameters: { Key: file(key, content) }, config });
  return items.map(({ value }) => value);
}

async function refuses(asked: Asked, message: string | RegExp): Promise<void> {
  await assert.rejects(itemsOf(asked), (error: unknown) => {
    assert.ok(error instanceof DatasetError, String(error));
    if (typeof message === "string") assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
  });
}

describe("a dataset in an object", () => {
  it("is the list in a JSON document, or one that a pointer leads to", async () => {
    assert.deepEqual(await read("list.json", '[1, "two", null]', {}), [1, "two", null]);
    const nested = '{"a/b": [{"items": [1, 2]}]}';
    const pointer = { ItemsPointer: "/a~1b/0/items" };
    assert.deepEqual(await read("nested.json", nested, pointer), [1, 2]);
  });

  it("is the members of an object", async () => {
    const members = await read("object.json", '{"x": 1, "__proto__": 2}', {});
    assert.deepEqual(members, [
      { Key: "x", Value: 1 },
      { Key: "__proto__", Value: 2 },
    ]);
  });

  it("is refused where there is nothing to go through", async () => {
    const message = "Attempting to map over non-iterable node.";
    for (const text of ['"text"', "1", "null"]) {
      await refuses({ parameters: { Key: file("scalar.json", text) } }, message);
    }
    const config = { ItemsPointer: "/constructor" };
    await refuses({ parameters: { Key: file("none.json", "{}") }, config }, message);
    await refuses({ parameters: { Key: file("bad.json", "{") } }, "The data is not valid JSON.");
    const latin = file("latin.json", Buffer.from([0x22, 0xe9, 0x22]));
    await refuses({ parameters: { Key: latin } }, "The data is not UTF-8 text.");
  });

  it("is one item for each line of JSON Lines", async () => {
    const text = '{"n":1}\n\n"é"\r\n3';
    assert.deepEqual(await read("lines.jsonl", text, { InputType: "JSONL" }), [{ n: 1 }, "é", 3]);
  });

  it("is one object for each row of CSV data, with names from the first row or given", async () => {
    const first = { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" } as const;
    assert.deepEqual(await read("first.csv", "a,b\n1,2\n3\n4,5,6\n", first), [
      { a: "1", b: "2" },
      { a: "3", b: "" },
      { a: "4", b: "5" },
    ]);
    const given = { InputType: "CSV", CSVHeaderLocation: "GIVEN", CSVHeaders: ["x"] } as const;
    assert.deepEqual(await read("given.csv", "1;2\n", { ...given, CSVDelimiter: "SEMICOLON" }), [
      { x: "1" },
    ]);
    const twice = { parameters: { Key: file("twice.csv", "a,a\n1,2\n") }, config: first };
    await refuses(twice, "CSV headers cannot contain duplicates.");
  });

  it("may be compressed", async () => {
    const lines = Array.from({ length: 5_000 }, (_, n) => n);
    const text = lines.join("\n");
    for (const compressed of [gzipSync(text), zstdCompressSync(text)]) {
      assert.deepEqual(await read("lines.gz", compressed, { InputType: "JSONL" }), lines);
    }
    const damaged = gzipSync(text).subarray(0, 100);
    const asked = { parameters: { Key: file("cut.gz", damaged) } };
    await refuses(asked, "The compressed data is damaged.");
  });

  it("tells where each item comes from", async () => {
    const key = file("deep/er/list.json", "[1]");
    const [item] = await itemsOf({ parameters: { Key: key } });
    assert.deepEqual(item, { value: 1, source: "S3://data/deep/er/list.json" });
  });
});

describe("a dataset of many objects", () => {
  it("is a listing of the bucket, by prefix and key", async () => {
    for (const key of ["all/b.txt", "all/a/1.txt", "all/a.txt", "other.txt"]) file(key, "text");
    const items = await itemsOf({ resource: "listObjectsV2", parameters: { Prefix: "all/" } });
    const [first] = items;
    assert.ok(first);
    assert.deepEqual(
      items.map(({ value }) => (value as JsonObject)["Key"]),
      ["all/a.txt", "all/a/1.txt", "all/b.txt"],
    );
    const { Etag, LastModified, ...rest } = first.value as JsonObject;
    assert.deepEqual(rest, { Key: "all/a.txt", Size: 4, StorageClass: "STANDARD" });
    assert.match(String(Etag), /^".+"$/);
    assert.equal(typeof LastModified, "number");
    assert.equal(first.source, "S3://data");
  });

  it("is what is in all listed objects, where they are to be loaded", async () => {
    file("load/1.json", "[1, 2]");
    file("load/2.json", "[3]");
    const items = await itemsOf({
      resource: "listObjectsV2",
      parameters: { Prefix: "load/" },
      config: { InputType: "JSON", Transformation: "LOAD_AND_FLATTEN" },
    });
    assert.deepEqual(items, [
      { value: 1, source: "S3://data/load/1.json" },
      { value: 2, source: "S3://data/load/1.json" },
      { value: 3, source: "S3://data/load/2.json" },
    ]);
  });

  it("is the rows of an inventory", async () => {
    file("inventory/data/1.csv.gz", gzipSync('"photos","a%20b.jpg","12"\n"photos","c.jpg","3"\n'));
    const manifest = {
      sourceBucket: "photos",
      destinationBucket: "arn:aws:s3:::data",
      fileFormat: "CSV",
      fileSchema: "Bucket, Key, Size",
      files: [{ key: "inventory/data/1.csv.gz", size: 1, MD5checksum: "x" }],
    };
    const items = await read("inventory/manifest.json", JSON.stringify(manifest), {
      InputType: "MANIFEST",
    });
    assert.deepEqual(items, [
      { Bucket: "photos", Key: "a%20b.jpg", Size: "12" },
      { Bucket: "photos", Key: "c.jpg", Size: "3" },
    ]);
    const asked = { parameters: { Key: file("no.json", "[]") }, config: { InputType: "MANIFEST" } };
    await refuses(asked as Asked, "The manifest is not one.");
  });

  it("is what is in the files that Athena has unloaded", async () => {
    file("unloaded/1", '{"n":1}\n');
    file("unloaded/2", '{"n":2}\n');
    const manifest = "s3://data/unloaded/1\ns3://data/unloaded/2\n";
    const config = { InputType: "JSONL", ManifestType: "ATHENA_DATA" } as const;
    assert.deepEqual(await read("unloaded/manifest.csv", manifest, config), [{ n: 1 }, { n: 2 }]);
  });
});

describe("a folder in place of a bucket", () => {
  it("lets nobody out of it", async () => {
    writeFileSync(join(root, "secret.json"), "[1]");
    symlinkSync(join(root, "secret.json"), join(folder, "link.json"));
    symlinkSync(root, join(folder, "up"));
    for (const key of ["../secret.json", "/etc/passwd", "link.json", "up/secret.json", "a\0b"]) {
      await refuses({ parameters: { Key: key } }, `The specified key does not exist: ${key}`);
    }
    const { put } = datasets.openTarget({
      resource: "arn:aws:states:::s3:putObject",
      parameters: { Bucket: "data" },
    });
    for (const key of ["../out.json", "up/out.json", "up/new/out.json", "/tmp/out.json"]) {
      await assert.rejects(put(key, "[]"), /The key lies outside of the bucket/);
    }
    const listed = await itemsOf({ resource: "listObjectsV2" });
    assert.ok(!JSON.stringify(listed).includes("secret"));
  });

  it("takes results", async () => {
    const { bucket, prefix, put } = datasets.openTarget({
      resource: "arn:aws:states:::s3:putObject",
      parameters: { Bucket: "data", Prefix: "results/" },
    });
    assert.deepEqual([bucket, prefix], ["data", "results"]);
    await put("results/new/manifest.json", "{}");
    await put("results/new/manifest.json", "[]");
    assert.equal(readFileSync(join(folder, "results/new/manifest.json"), "utf8"), "[]");
  });
});

describe("what a dataset is asked for", () => {
  it("is refused where it makes no sense", async () => {
    const none = { parameters: { Key: null } };
    await refuses(none, "The parameter Key is missing.");
    await refuses({ parameters: { Key: 1 } }, "The value for parameter Key must be a STRING.");
    await refuses({ resource: "deleteObject" }, /^This server cannot read items from/);
    const parquet = { parameters: { Key: file("p", "") }, config: { InputType: "PARQUET" } };
    await refuses(parquet as Asked, "This server cannot read datasets of the type PARQUET.");
  });

  it("is asked for in S3 where no folder stands for the bucket", async () => {
    const asked: string[] = [];
    const s3 = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      if (request.url?.startsWith("/far/there.json")) return response.end("[1]");
      response.statusCode = 404;
      return response.end(
        "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>",
      );
    });
    await new Promise<void>((resolve) => s3.listen(0, "127.0.0.1", resolve));
    const { port } = s3.address() as AddressInfo;
    const environment = {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: "id",
      AWS_SECRET_ACCESS_KEY: "secret",
    };
    Object.assign(process.env, environment);
    try {
      const [item] = await itemsOf({ parameters: { Bucket: "far", Key: "there.json" } });
      assert.deepEqual(item, { value: 1, source: "S3://far/there.json" });
      assert.match(asked[0] ?? "", /^GET \/far\/there\.json/);
      await refuses(
        { parameters: { Bucket: "far", Key: "gone.json" } },
        /^The specified key does not exist\. \(Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey; /,
      );
    } finally {
      for (const name of Object.keys(environment)) delete process.env[name];
      s3.closeAllConnections();
      s3.close();
    }
  });
});
