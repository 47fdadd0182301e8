// The Node client: both kinds of handlers, both kinds of modules, errors.

import Foundation
import Testing

@testable import GateFunctions

@Suite(.enabled(if: Interpreter.node, "node (18 or later) is not installed"))
struct NodeTests {
    private static let common = """
        exports.echo = async (event) => event;
        exports.nothing = async () => {};
        exports.fails = async () => { throw new TypeError('boom'); };
        exports.throwsText = () => { throw 'text'; };
        exports.callback = (event, context, callback) => { setTimeout(() => callback(null, { said: event }), 5); };
        exports.callbackError = (event, context, callback) => callback(new Error('no'));
        exports.forgets = () => {};
        exports.early = (event, context, callback) => {
          context.callbackWaitsForEmptyEventLoop = false;
          setInterval(() => {}, 1000);
          callback(null, 'early');
        };
        exports.done = (event, context) => context.succeed(context.functionName + ' ' + context.awsRequestId.length);
        exports.circle = async () => { const a = {}; a.a = a; return a; };
        exports.rejects = async () => { Promise.reject(new Error('lost')); await new Promise((f) => setTimeout(f, 500)); };
        exports.says = async () => { console.log('a %s', 'word'); return process.env._HANDLER; };
        """

    private func host(_ handlers: [String]) throws -> HostUnderTest {
        let files = [
            "app.js": NodeTests.common, "mod.mjs": "export const handler = async (event) => ({ module: event });\n",
            "bad.js": "exports.x = (\n", "lost.js": "require('./missing');\n",
        ]
        return try HostUnderTest(files: files) { folder in
            handlers.map {
                var function = LocalFunction(
                    name: $0.replacing(".", with: "-"), program: .handler($0, .node), folder: folder)
                function.timeoutMilliseconds = 20_000
                return function
            }
        }
    }

    @Test func answersOfEveryKindOfHandler() throws {
        let cases = [
            ("app.echo", "{\"a\":[1,\"ä\"]}", "{\"a\":[1,\"ä\"]}"), ("app.nothing", "{}", "null"),
            ("app.callback", "7", "{\"said\":7}"), ("app.forgets", "{}", "null"), ("app.early", "{}", "\"early\""),
            ("app.done", "{}", "\"app-done 36\""), ("mod.handler", "1", "{\"module\":1}"),
        ]
        let test = try host(cases.map(\.0))
        for (handler, payload, expected) in cases {
            let name = handler.replacing(".", with: "-")
            for _ in 0..<2 {
                let answer = try test.invoke(name, payload)
                #expect(answer.body == expected, "\(handler)")
                #expect(answer.field("X-Amz-Function-Error") == nil)
            }
        }
    }

    @Test func errorsOfEveryKind() throws {
        let cases = [
            ("app.fails", "TypeError", "boom"), ("app.throwsText", "string", "text"),
            ("app.callbackError", "Error", "no"),
            ("app.circle", "Runtime.MarshalError", "Unable to stringify response body"),
            ("app.rejects", "Runtime.UnhandledPromiseRejection", "lost"),
            ("app.absent", "Runtime.HandlerNotFound", "app.absent is undefined or not exported"),
            ("none.handler", "Runtime.ImportModuleError", "Error: Cannot find module 'none'"),
            ("lost.handler", "Runtime.ImportModuleError", "Error: Cannot find module './missing'"),
            ("bad.x", "Runtime.UserCodeSyntaxError", "SyntaxError: "),
        ]
        let test = try host(cases.map(\.0))
        for (handler, type, message) in cases {
            let answer = try test.invoke(handler.replacing(".", with: "-"))
            #expect(answer.isFunctionError, "\(handler)")
            #expect(try answer.json["errorType"] as? String == type, "\(handler)")
            let text = try answer.json["errorMessage"] as? String ?? ""
            #expect(text.hasPrefix(message), "\(handler): \(text)")
        }
        let trace = try #require(try test.invoke("app-fails").json["trace"] as? [String])
        #expect(trace.first == "TypeError: boom")
        #expect(trace.dropFirst().first?.contains("app.js") == true)
    }

    @Test func linesReachTheLogAsAmazonWritesThem() throws {
        let test = try host(["app.says"])
        #expect(try test.invoke("app-says").body == "\"app.says\"")
        try poll("the line is there") {
            try test.logText().contains(/\[app-says\] \d{4}-.*Z\t[0-9a-f-]{36}\tINFO\ta word\n/)
        }
    }
}
