// What an application with the JavaScript SDK does: `node javascript_sdk.cjs STEP`. The environment
// names endpoint, region and credentials; test_javascript_sdk.py starts it.
"use strict";

const assert = require("node:assert/strict");
const crypto = require("node:crypto");
const { Readable } = require("node:stream");
const s3 = require("@aws-sdk/client-s3");
const { Upload } = require("@aws-sdk/lib-storage");
const { getSignedUrl } = require("@aws-sdk/s3-request-presigner");

const step = process.argv[2];
const Bucket = `javascript-${step}`;
const client = new s3.S3({ forcePathStyle: true });
const text = async (Key, more = {}) => (await client.getObject({ Bucket, Key, ...more })).Body.transformToString();

const steps = {
  async objects() {
    const keys = ["ä/b c+d.txt", "emoji 😀", "plain", "quote'(1)*!~"];
    for (const Key of keys) {
      await client.putObject({ Bucket, Key, Body: Key, ContentType: "text/plain", Metadata: { mood: "fine" } });
    }
    const got = await client.getObject({ Bucket, Key: keys[0] });
    assert.equal(await got.Body.transformToString(), keys[0]);
    assert.deepEqual([got.ContentType, got.Metadata], ["text/plain", { mood: "fine" }]);
    assert.ok(got.LastModified instanceof Date);
    assert.equal(await text("plain", { Range: "bytes=1-3" }), "lai");

    const found = [];
    for await (const page of s3.paginateListObjectsV2({ client, pageSize: 2 }, { Bucket })) {
      found.push(...page.Contents.map((entry) => entry.Key));
    }
    assert.deepEqual(found, ["emoji 😀", "plain", "quote'(1)*!~", "ä/b c+d.txt"]);
    const folded = await client.listObjectsV2({ Bucket, Delimiter: "/" });
    assert.deepEqual(folded.CommonPrefixes, [{ Prefix: "ä/" }]);

    // The header is the caller's to encode.
    const CopySource = encodeURIComponent(`${Bucket}/${keys[0]}`);
    const copied = await client.copyObject({ Bucket, Key: "copy", CopySource });
    assert.equal(copied.CopyObjectResult.ETag, got.ETag);
    await client.putObjectTagging({ Bucket, Key: "copy", Tagging: { TagSet: [{ Key: "team", Value: "blue" }] } });
    const { TagSet } = await client.getObjectTagging({ Bucket, Key: "copy" });
    assert.deepEqual(TagSet, [{ Key: "team", Value: "blue" }]);

    const Objects = [...keys, "copy", "never"].map((Key) => ({ Key }));
    const { Deleted, Errors } = await client.deleteObjects({ Bucket, Delete: { Objects } });
    assert.deepEqual([Deleted.length, Errors], [6, undefined]);
    assert.equal((await client.listObjectsV2({ Bucket })).KeyCount, 0);
    await client.deleteBucket({ Bucket });
    await s3.waitUntilBucketNotExists({ client, minDelay: 1, maxWaitTime: 10 }, { Bucket });
  },

  async versions() {
    await client.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Enabled" } });
    const { VersionId } = await client.putObject({ Bucket, Key: "key", Body: "one" });
    await client.putObject({ Bucket, Key: "key", Body: "two" });
    const marker = await client.deleteObject({ Bucket, Key: "key" });
    assert.equal(marker.DeleteMarker, true);
    await assert.rejects(text("key"), s3.NoSuchKey);
    assert.equal(await text("key", { VersionId }), "one");
    const listed = await client.listObjectVersions({ Bucket });
    assert.deepEqual([listed.Versions.length, listed.DeleteMarkers.length], [2, 1]);
    await client.deleteObject({ Bucket, Key: "key", VersionId: marker.VersionId });
    assert.equal(await text("key"), "two");
  },

  async parts() {
    const body = crypto.randomBytes((12 << 20) + 3);
    const pieces = [0, 1, 2, 3].map((number) => body.subarray(number << 22, (number + 1) << 22));
    const Body = Readable.from(pieces);
    const upload = new Upload({ client, params: { Bucket, Key: "large", Body, ChecksumAlgorithm: "SHA256" } });
    const done = await upload.done();
    assert.match(done.ETag, /-3"$/);
    const got = await client.getObject({ Bucket, Key: "large", ChecksumMode: "ENABLED" });
    assert.ok(Buffer.from(await got.Body.transformToByteArray()).equals(body));
    assert.match(got.ChecksumSHA256, /-3$/);
    const second = await client.getObject({ Bucket, Key: "large", PartNumber: 2 });
    assert.deepEqual([second.PartsCount, second.ContentLength], [3, 5 << 20]);
    await second.Body.transformToByteArray();
    const attributes = await client.getObjectAttributes({
      Bucket,
      Key: "large",
      ObjectAttributes: ["ETag", "ObjectParts", "ObjectSize"],
    });
    assert.deepEqual([attributes.ObjectParts.TotalPartsCount, attributes.ObjectSize], [3, body.length]);

    const { UploadId } = await client.createMultipartUpload({ Bucket, Key: "never" });
    await client.uploadPart({ Bucket, Key: "never", UploadId, PartNumber: 1, Body: "part" });
    const { Uploads } = await client.listMultipartUploads({ Bucket });
    assert.deepEqual(Uploads.map((entry) => entry.UploadId), [UploadId]);
    await client.abortMultipartUpload({ Bucket, Key: "never", UploadId });
    await assert.rejects(client.listParts({ Bucket, Key: "never", UploadId }), { name: "NoSuchUpload" });
  },

  async conditions() {
    const { ETag } = await client.putObject({ Bucket, Key: "key", Body: "one", IfNoneMatch: "*" });
    const again = client.putObject({ Bucket, Key: "key", Body: "two", IfNoneMatch: "*" });
    await assert.rejects(again, { name: "PreconditionFailed" });
    await client.putObject({ Bucket, Key: "key", Body: "three", IfMatch: ETag });
    assert.equal(await text("key"), "three");
    const unchanged = client.getObject({ Bucket, Key: "key", IfNoneMatch: (await client.headObject({ Bucket, Key: "key" })).ETag });
    await assert.rejects(unchanged, (error) => error.$metadata.httpStatusCode === 304);
  },

  async presigned() {
    const put = await getSignedUrl(client, new s3.PutObjectCommand({ Bucket, Key: "a b" }), { expiresIn: 60 });
    assert.equal((await fetch(put, { method: "PUT", body: "by url" })).status, 200);
    const get = await getSignedUrl(
      client,
      new s3.GetObjectCommand({ Bucket, Key: "a b", ResponseContentDisposition: 'attachment; filename="a.txt"' }),
    );
    const got = await fetch(get);
    assert.equal(await got.text(), "by url");
    assert.equal(got.headers.get("content-disposition"), 'attachment; filename="a.txt"');
  },

  async errors() {
    await assert.rejects(text("nothing"), (error) => error instanceof s3.NoSuchKey && error.Key === "nothing");
    await assert.rejects(client.headObject({ Bucket, Key: "nothing" }), s3.NotFound);
    const other = new s3.S3({ forcePathStyle: true, region: "eu-central-1" });
    await assert.rejects(other.createBucket({ Bucket }), s3.BucketAlreadyOwnedByYou);
    await assert.rejects(client.listObjectsV2({ Bucket: "no-such-bucket-here" }), s3.NoSuchBucket);
    const body = client.putObject({ Bucket, Key: "key", Body: "hello", ContentMD5: "1B2M2Y8AsgTpgAmY7PhCfg==" });
    await assert.rejects(body, { name: "BadDigest" });
  },
};

(async () => {
  await client.createBucket({ Bucket });
  await steps[step]();
})();
