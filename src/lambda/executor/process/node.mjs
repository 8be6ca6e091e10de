// RustStack's client of the Lambda Runtime API for Node.js: what AWS's own client does, in one file.

import { createRequire } from "node:module";
import { existsSync, readFileSync, statSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { format } from "node:util";

const env = process.env;
if (process.argv[2] === "--wait") {
  // Started before its function was known: standard input brings its variables.
  const variables = JSON.parse(readVariables());
  for (const name of Object.keys(env)) if (!(name in variables)) delete env[name];
  Object.assign(env, variables);
  process.argv.pop();
  process.chdir(env.LAMBDA_TASK_ROOT);
}
const TASK_ROOT = env.LAMBDA_TASK_ROOT;
const [HOST, PORT] = env.AWS_LAMBDA_RUNTIME_API.split(":");
const MAJOR = Number(process.versions.node.split(".")[0]);
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
let requestId;
let tenantId;

/** An error that is the runtime's, not the function's. */
class Fault extends Error {
  constructor(kind, message, stack) {
    super(message);
    this.name = kind;
    this.stack = stack ?? `${kind}: ${message}\n${this.stack.split("\n").slice(1).join("\n")}`;
  }
}

function readVariables() {
  try {
    return readFileSync(0, "utf8");
  } catch {
    return process.exit(0);
  }
}

function call(method, suffix, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const options = {
      agent,
      host: HOST,
      port: PORT,
      method,
      path: `/2018-06-01/runtime/${suffix}`,
      headers: body === undefined ? headers : { ...headers, "Content-Length": body.length },
    };
    const request = http.request(options, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

// RustStack is gone, and so is this environment.
const gone = () => process.exit(0);

const LOGS_JSON = env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === "JSON";
const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const LEVEL_MIN = Math.max(LEVELS.indexOf(env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase()), 0);

function log(level, parts) {
  if (LEVELS.indexOf(level) < LEVEL_MIN) return;
  const timestamp = new Date().toISOString();
  const line = LOGS_JSON
    ? jsonLine(timestamp, level, parts)
    : `${timestamp}\t${requestId}\t${level}\t${format(...parts)}`;
  process.stdout.write(`${line}\n`);
}

/** A line in the format of LoggingConfig.LogFormat JSON. */
function jsonLine(timestamp, level, parts) {
  const fields = { timestamp, level, requestId, tenantId };
  const [first] = parts;
  try {
    if (parts.length === 1 && !isError(first)) {
      return JSON.stringify({ ...fields, message: first ?? String(first) });
    }
  } catch {
    // A circle, or a BigInt: shown as text.
  }
  fields.message = format(...parts);
  const error = parts.find(isError);
  if (error !== undefined) {
    fields.errorType = error.name;
    fields.errorMessage = error.message;
    fields.stackTrace = (error.stack ?? "").split("\n");
  }
  return JSON.stringify(fields);
}

function patchConsole() {
  for (const level of LEVELS) {
    console[level.toLowerCase()] = (...parts) => log(level, parts);
  }
  console.log = (...parts) => log("INFO", parts);
}

/** The document that a caller gets for an error. */
function document(error) {
  if (isError(error)) {
    return {
      errorType: error.name,
      errorMessage: error.message,
      trace: (error.stack ?? "").split("\n"),
    };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

/** What the log shows of an error: the document, with the error's own fields. */
function logged(error) {
  if (!isError(error)) return document(error);
  const { trace, ...rest } = document(error);
  return { ...rest, ...error, name: undefined, stack: trace };
}

function isError(error) {
  return (
    error instanceof Error || Object.prototype.toString.call(error) === "[object Error]"
  );
}

function report(title, error) {
  if (LOGS_JSON) return log("ERROR", [error]);
  let text;
  try {
    text = JSON.stringify(logged(error));
  } catch {
    text = JSON.stringify(document(error));
  }
  console.error(`${title} \t${text}`);
}

async function fail(suffix, error) {
  const body = Buffer.from(JSON.stringify(document(error)));
  const name = isError(error) ? error.name : typeof error;
  const kind = /^(Runtime|Function)\.[A-Z]\w*$/.test(name) ? name : "Runtime.Unknown";
  await call("POST", suffix, body, {
    "Content-Type": "application/json",
    "Lambda-Runtime-Function-Error-Type": kind,
  });
}

/** The file of `dir/module`, with the extensions that Lambda tries, in its order. */
function moduleFile(stem) {
  return ["", ".js", ".mjs", ".cjs"]
    .map((extension) => stem + extension)
    .find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

/** A module's nearest package.json says whether its .js files are ES modules. */
function isModule(file) {
  if (file.endsWith(".mjs")) return true;
  if (!file.endsWith(".js")) return false;
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const own = path.join(folder, "package.json");
    if (existsSync(own)) {
      try {
        return JSON.parse(readFileSync(own, "utf8")).type === "module";
      } catch {
        return false;
      }
    }
    if (folder === TASK_ROOT || folder === path.dirname(folder)) return false;
  }
}

async function load(folder, name) {
  const stem = path.resolve(TASK_ROOT, folder, name);
  const require = createRequire(path.join(TASK_ROOT, "index.js"));
  try {
    const file = moduleFile(stem) ?? require.resolve(name, { paths: [path.dirname(stem)] });
    return isModule(file) ? await import(pathToFileURL(file).href) : require(file);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new Fault("Runtime.UserCodeSyntaxError", String(error), error.stack);
    }
    if (error?.code === "MODULE_NOT_FOUND" || error?.code === "ERR_MODULE_NOT_FOUND") {
      throw new Fault("Runtime.ImportModuleError", String(error));
    }
    throw error;
  }
}

/** The handler that `dir/module.nested.function` names. */
async function findHandler(full) {
  if (full.includes("..")) {
    throw new Fault(
      "Runtime.MalformedHandlerName",
      `'${full}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const base = path.basename(full);
  const folder = full.slice(0, full.length - base.length);
  const dot = base.indexOf(".");
  if (dot < 0) throw new Fault("Runtime.MalformedHandlerName", "Bad handler");
  const module = await load(folder, base.slice(0, dot));
  const names = base.slice(dot + 1).split(".");
  const walk = (from) => names.reduce((nested, name) => nested?.[name], from);
  const handler = walk(module) ?? walk(module.default);
  if (handler === undefined) {
    throw new Fault("Runtime.HandlerNotFound", `${full} is undefined or not exported`);
  }
  if (typeof handler !== "function") {
    throw new Fault("Runtime.HandlerNotFound", `${full} is not a function`);
  }
  if (MAJOR >= 24 && handler.length >= 3) {
    throw new Fault(
      "Runtime.CallbackHandlerDeprecated",
      "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
    );
  }
  return handler;
}

function contextOf(headers, settle) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  const json = (name) => (headers[name] ? JSON.parse(headers[name]) : undefined);
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: json("lambda-runtime-client-context"),
    identity: json("lambda-runtime-cognito-identity"),
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    tenantId: headers["lambda-runtime-aws-tenant-id"],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  if (MAJOR < 24) {
    context.done = settle;
    context.succeed = (value) => settle(null, value);
    context.fail = (error) => settle(error ?? "handled");
  }
  return context;
}

/** Runs a handler of either kind: one that returns a promise, or one that calls back. */
function run(handler, event, headers) {
  return new Promise((resolve, reject) => {
    let context;
    let called = false;
    const settle = (error, value) => {
      called = true;
      const end = () =>
        error === null || error === undefined ? resolve(value) : reject(error);
      // A callback waits until nothing is left to do, unless the function says otherwise.
      if (context.callbackWaitsForEmptyEventLoop) whenIdle(end);
      else setImmediate(end);
    };
    context = contextOf(headers, settle);
    const callbacks = MAJOR < 24;
    const result = callbacks ? handler(event, context, settle) : handler(event, context);
    const isPromise = typeof result?.then === "function";
    if (isPromise) result.then(resolve, reject);
    else if (!callbacks) resolve(result);
    // Without a callback or a promise, AWS answers null once nothing is left to do.
    else whenIdle(() => called || resolve(null));
  });
}

let idle = [];
function whenIdle(act) {
  idle.push(act);
}
process.on("beforeExit", () => {
  const acts = idle;
  idle = [];
  acts.forEach((act) => act());
});

function marshalled(value) {
  try {
    return Buffer.from(JSON.stringify(value === undefined ? null : value) ?? "null");
  } catch {
    throw new Fault("Runtime.MarshalError", "Unable to stringify response body");
  }
}

const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
const HIGH_WATER_MARK = Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark");

/** What a streaming handler writes to: every chunk goes on its way at once. */
class ResponseStream extends Writable {
  #suffix;
  #type = "application/octet-stream";
  #request;
  #answered;

  constructor(suffix, highWaterMark) {
    super({ highWaterMark });
    this.#suffix = suffix;
    this.answered = new Promise((resolve) => (this.#answered = resolve));
  }

  setContentType(type) {
    this.#type = type;
  }

  write(chunk, ...rest) {
    const plain = typeof chunk === "string" || chunk instanceof Uint8Array;
    return super.write(plain ? chunk : JSON.stringify(chunk), ...rest);
  }

  #open() {
    this.#request ??= http
      .request({
        agent,
        host: HOST,
        port: PORT,
        method: "POST",
        path: `/2018-06-01/runtime/${this.#suffix}/response`,
        headers: {
          "Content-Type": this.#type,
          "Lambda-Runtime-Function-Response-Mode": "streaming",
          "Transfer-Encoding": "chunked",
          Trailer: "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body",
        },
      })
      .on("response", (response) => response.resume().on("end", this.#answered))
      .on("error", this.#answered);
    return this.#request;
  }

  _write(chunk, encoding, callback) {
    const before = this._onBeforeFirstWrite;
    this._onBeforeFirstWrite = undefined;
    const request = this.#open();
    before?.((first) => request.write(first));
    request.write(chunk, encoding, callback);
  }

  _final(callback) {
    this.#open().end(callback);
  }

  /** Ends the response with an error in its trailers. */
  async fail(error) {
    const body = Buffer.from(JSON.stringify(document(error))).toString("base64");
    const request = this.#open();
    if (!request.writableEnded) {
      request.addTrailers({
        "Lambda-Runtime-Function-Error-Type": isError(error) ? error.name : typeof error,
        "Lambda-Runtime-Function-Error-Body": body,
      });
      request.end();
    }
    this.destroy();
    await this.answered;
  }
}

// What handlers that stream find in place of AWS's own.
globalThis.awslambda = {
  streamifyResponse(handler, options) {
    handler[STREAMING] = "response";
    if (options?.highWaterMark !== undefined) {
      handler[HIGH_WATER_MARK] = Number.parseInt(options.highWaterMark);
    }
    return handler;
  },
  HttpResponseStream: {
    /** Status, headers and cookies go before the first chunk. */
    from(stream, metadata) {
      stream.setContentType("application/vnd.awslambda.http-integration-response");
      stream._onBeforeFirstWrite = (write) => {
        write(JSON.stringify(metadata));
        write(new Uint8Array(8));
      };
      return stream;
    },
  },
};

/** Runs a handler that streams: the event is done when the handler and its stream are. */
async function stream(handler, event, headers, suffix) {
  const response = new ResponseStream(suffix, handler[HIGH_WATER_MARK]);
  try {
    const result = handler(event, response, contextOf(headers, () => {}));
    if (typeof result?.then !== "function") {
      throw new Error("Streaming does not support non-async handlers.");
    }
    if ((await result) !== undefined) console.warn("Streaming handlers ignore return values.");
    await response.answered;
    if (!response.writableFinished) throw new Error("Response stream is not finished.");
  } catch (error) {
    report("Invoke Error", error);
    await response.fail(error);
  }
}

async function serve(handler) {
  const { headers, body } = await call("GET", "invocation/next").catch(gone);
  requestId = headers["lambda-runtime-aws-request-id"];
  tenantId = headers["lambda-runtime-aws-tenant-id"];
  env._X_AMZN_TRACE_ID = headers["lambda-runtime-trace-id"] ?? "";
  const suffix = `invocation/${requestId}`;
  try {
    const event = JSON.parse(body.toString("utf8"));
    if (handler[STREAMING] !== undefined) return await stream(handler, event, headers, suffix);
    const value = await run(handler, event, headers);
    const type = { "Content-Type": "application/json" };
    await call("POST", `${suffix}/response`, marshalled(value), type);
  } catch (error) {
    report("Invoke Error", error);
    await fail(`${suffix}/error`, error).catch(gone);
  }
  idle = [];
}

function dieOf(name, code, wrap) {
  process.on(name, (error) => {
    const wrapped = wrap(error);
    report(name === "uncaughtException" ? "Uncaught Exception" : "Unhandled Promise Rejection", wrapped);
    const suffix = requestId === undefined ? "init/error" : `invocation/${requestId}/error`;
    const end = () => process.exit(code);
    fail(suffix, wrapped).then(end, end);
  });
}

patchConsole();
dieOf("uncaughtException", 129, (error) => error);
dieOf("unhandledRejection", 128, (reason) => {
  const message = isError(reason) ? `${reason.name}: ${reason.message}` : String(reason);
  const fault = new Fault("Runtime.UnhandledPromiseRejection", message);
  fault.reason = isError(reason) ? document(reason) : reason;
  return fault;
});

let handler;
try {
  handler = await findHandler(env._HANDLER);
} catch (error) {
  report("Uncaught Exception", error);
  await fail("init/error", error).catch(gone);
  process.exit(1);
}
for (;;) await serve(handler);
