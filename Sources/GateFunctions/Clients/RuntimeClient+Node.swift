// The client for Node 18 and later, standard library only: handlers that are asynchronous, take a callback or stream
// (`awslambda.streamifyResponse`), in CommonJS and in modules. Context object, log format and error objects are those
// of AWS's Node runtimes ("Building Lambda functions with Node.js", "Writing response streaming-enabled Lambda
// functions"; texts as observed).

extension RuntimeClient {
    static let javaScript = #"""
        'use strict';
        const fs = require('fs'), http = require('http'), path = require('path'), util = require('util');
        const { Writable } = require('stream');
        const { pathToFileURL } = require('url');
        const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
        const root = process.cwd();
        // One connection; while no call is under way it does not keep the process alive.
        const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
        let identifier;
        let finish;

        function call(method, action, body, fields) {
          return new Promise((resolve, reject) => {
            const bytes = Buffer.from(body || '');
            const request = http.request({
              agent, host, port, method, path: '/2018-06-01/runtime/' + action,
              headers: { 'Content-Length': bytes.length, ...fields },
            }, (response) => {
              const parts = [];
              response.on('data', (part) => parts.push(part));
              response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(parts) }));
              response.on('error', reject);
            });
            request.on('error', reject);
            request.end(bytes);
          });
        }

        for (const [name, level] of Object.entries(
          { log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR', debug: 'DEBUG', trace: 'TRACE' })) {
          console[name] = (...values) => {
            process.stdout.write(
              `${new Date().toISOString()}\t${identifier}\t${level}\t${util.format(...values)}\n`);
          };
        }

        class Fault extends Error {
          constructor(kind, message, cause) {
            super(message);
            this.name = kind;
            if (cause && cause.stack) this.stack = cause.stack;
          }
        }

        function errorObject(error) {
          if (!util.types.isNativeError(error) && !(error instanceof Error)) {
            const text = error === undefined ? 'undefined' : error === null ? 'null' : error.toString();
            return { errorType: typeof error, errorMessage: text, trace: [] };
          }
          const stack = typeof error.stack === 'string' ? error.stack.split('\n') : [];
          const own = stack.filter((line) => !line.includes('[stdin]') && !line.includes('node:internal'));
          return { errorType: error.name, errorMessage: error.message, trace: own };
        }

        function report(action, error, title) {
          const object = errorObject(error);
          console.error(`${title}\t${JSON.stringify({
            errorType: object.errorType, errorMessage: object.errorMessage, stack: object.trace })}`);
          return call('POST', action, JSON.stringify(object), {
            'Content-Type': 'application/json',
            'Lambda-Runtime-Function-Error-Type': encodeURIComponent(object.errorType),
          });
        }

        // What a streaming handler writes into: the body of the invocation's response, sent as it is written.
        class ResponseStream extends Writable {
          constructor() {
            super();
            this.mediaType = 'application/octet-stream';
            this.answered = new Promise((resolve) => { this.settle = resolve; });
          }

          setContentType(type) { this.mediaType = type; }

          open() {
            if (this.request) return;
            this.request = http.request({
              agent, host, port, method: 'POST', path: `/2018-06-01/runtime/invocation/${identifier}/response`,
              headers: {
                'Content-Type': this.mediaType, 'Lambda-Runtime-Function-Response-Mode': 'streaming',
                'Transfer-Encoding': 'chunked',
                Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
              },
            }, (response) => {
              response.resume();
              response.on('end', this.settle);
            });
            this.request.on('error', this.settle);
            const prelude = this._onBeforeFirstWrite;
            if (prelude) prelude((bytes) => this.request.write(bytes));
          }

          _write(chunk, encoding, done) {
            this.open();
            this.request.write(chunk, encoding, done);
          }

          _final(done) {
            this.open();
            this.request.end(done);
          }

          // Behind the first byte only trailers can tell that the function failed.
          fail(error) {
            const object = errorObject(error);
            console.error(`Invoke Error \t${JSON.stringify({
              errorType: object.errorType, errorMessage: object.errorMessage, stack: object.trace })}`);
            this.request.addTrailers({
              'Lambda-Runtime-Function-Error-Type': encodeURIComponent(object.errorType),
              'Lambda-Runtime-Function-Error-Body': Buffer.from(JSON.stringify(object)).toString('base64'),
            });
            this.request.end();
          }
        }

        class HttpResponseStream {
          static from(stream, metadata) {
            stream.setContentType('application/vnd.awslambda.http-integration-response');
            stream._onBeforeFirstWrite = (write) => {
              write(JSON.stringify(metadata));
              write(new Uint8Array(8));
            };
            return stream;
          }
        }

        const streams = Symbol.for('aws.lambda.runtime.handler.streaming');
        globalThis.awslambda = {
          HttpResponseStream,
          streamifyResponse: (handler) => Object.assign(handler, { [streams]: 'response' }),
        };

        async function runStreaming(handler, fields, body) {
          const stream = new ResponseStream();
          const written = new Promise((resolve) => {
            stream.on('finish', resolve);
            stream.on('error', resolve);
          });
          const context = makeContext(fields, () => {});
          try {
            await handler(JSON.parse(body.toString('utf8')), stream, context);
            await written;
          } catch (error) {
            if (!stream.request) {
              await report(`invocation/${identifier}/error`, error, 'Invoke Error ');
              return;
            }
            if (!stream.request.writableEnded) stream.fail(error);
          }
          await stream.answered;
        }

        async function findHandler(name) {
          const folder = path.dirname(name), base = path.basename(name), dot = base.indexOf('.');
          if (dot < 1) throw new Fault('Runtime.MalformedHandlerName', 'Bad handler');
          const stem = path.resolve(root, folder, base.slice(0, dot)), wanted = base.slice(dot + 1);
          const file = ['.js', '.mjs', '.cjs'].map((suffix) => stem + suffix).find((one) => fs.existsSync(one));
          let module;
          try {
            if (!file) throw new Error(`Cannot find module '${path.basename(stem)}'`);
            module = await import(pathToFileURL(file));
          } catch (error) {
            if (error instanceof SyntaxError) {
              throw new Fault('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`, error);
            }
            if (!file || error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND') {
              throw new Fault('Runtime.ImportModuleError', `Error: ${error.message}`, error);
            }
            throw error;
          }
          const look = (object) => wanted.split('.').reduce((value, key) => value && value[key], object);
          const handler = look(module) || look(module.default);
          if (!handler) throw new Fault('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
          if (typeof handler !== 'function') {
            throw new Fault('Runtime.HandlerNotFound', `${name} is not a function`);
          }
          return handler;
        }

        function makeContext(fields, settle) {
          const client = fields['lambda-runtime-client-context'];
          const deadline = Number(fields['lambda-runtime-deadline-ms']);
          const context = {
            callbackWaitsForEmptyEventLoop: true,
            functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
            functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
            memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
            logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
            logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
            clientContext: client ? JSON.parse(client) : undefined,
            identity: undefined,
            invokedFunctionArn: fields['lambda-runtime-invoked-function-arn'],
            awsRequestId: fields['lambda-runtime-aws-request-id'],
            tenantId: undefined,
            getRemainingTimeInMillis: () => Math.max(deadline - Date.now(), 0),
            done: (error, value) => settle(error, value),
            fail: (error) => settle(error === undefined || error === null ? 'handled' : error),
            succeed: (value) => settle(null, value),
          };
          return context;
        }

        // Runs the handler; what it came to as { error } or { value }.
        function run(handler, fields, body) {
          return new Promise((resolve) => {
            let late;
            const settle = (error, value) => {
              const result = error !== null && error !== undefined ? { error } : { value };
              // AWS: a callback's answer waits until nothing else is to be done, unless the context says otherwise.
              if (context.callbackWaitsForEmptyEventLoop) late = result; else resolve(result);
            };
            const context = makeContext(fields, (error, value) => {
              context.callbackWaitsForEmptyEventLoop = false;
              settle(error, value);
            });
            finish = () => resolve(late || { value: null });
            try {
              const value = handler(JSON.parse(body.toString('utf8')), context, settle);
              if (value && typeof value.then === 'function') {
                value.then((value) => resolve({ value }), (error) => resolve({ error }));
              }
            } catch (error) {
              resolve({ error });
            }
          });
        }

        async function die(kind, error, code) {
          const fault = new Fault(kind, util.types.isNativeError(error) ? error.message : String(error), error);
          try {
            await report(identifier ? `invocation/${identifier}/error` : 'init/error', fault, 'Uncaught Exception ');
          } finally {
            process.exit(code);
          }
        }

        process.on('uncaughtException', (error) => {
          die(util.types.isNativeError(error) ? error.name : 'Runtime.UncaughtException', error, 129);
        });
        process.on('unhandledRejection', (error) => die('Runtime.UnhandledPromiseRejection', error, 128));
        process.on('beforeExit', () => { if (finish) finish(); });

        async function main() {
          let handler;
          try {
            handler = await findHandler(process.env._HANDLER);
          } catch (error) {
            await report('init/error', error, 'Uncaught Exception ');
            process.exit(1);
          }
          for (;;) {
            const next = await call('GET', 'invocation/next').catch(() => process.exit(0));
            identifier = next.headers['lambda-runtime-aws-request-id'];
            process.env._X_AMZN_TRACE_ID = next.headers['lambda-runtime-trace-id'];
            const base = `invocation/${identifier}/`;
            if (handler[streams]) {
              await runStreaming(handler, next.headers, next.body);
              continue;
            }
            let { error, value } = await run(handler, next.headers, next.body);
            finish = undefined;
            let text;
            if (error === undefined) {
              try {
                text = JSON.stringify(value === undefined ? null : value);
                if (text === undefined) text = 'null';
              } catch (fault) {
                error = new Fault('Runtime.MarshalError', `Unable to stringify response body: ${fault.message}`);
              }
            }
            if (error !== undefined) await report(base + 'error', error, 'Invoke Error ');
            else await call('POST', base + 'response', text, { 'Content-Type': 'application/json' });
          }
        }

        main();
        """#
}
