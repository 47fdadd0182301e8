// `apigClient.js` but for the API's table: ES2017 in one function, without a global but `apigClientFactory`.

enum JavaScriptRuntime {
    /// What stands before the table.
    static let head = #"""
        (function (root, make) {
          const apigClientFactory = make();
          if (typeof module === "object" && module.exports) {
            module.exports = apigClientFactory;
          } else {
            root.apigClientFactory = apigClientFactory;
          }
        })(typeof self === "undefined" ? this : self, function () {
          "use strict";


        """#

    static let body = #"""

          const defaults = {
            accessKey: "",
            secretKey: "",
            sessionToken: "",
            region: "",
            apiKey: undefined,
            defaultContentType: "application/json",
            defaultAcceptType: "application/json",
            systemClockOffset: 0,
            invokeUrl: base,
          };

          // Node 18 has WebCrypto as a module.
          const webCrypto =
            typeof crypto === "undefined" ? require("crypto").webcrypto : crypto;

          function newClient(config) {
            const settings = Object.assign({}, defaults, config);
            if (!settings.invokeUrl) throw new TypeError("invokeUrl is missing");
            const client = {};
            for (const operation of operations) {
              client[operation[0]] = (params, body, additionalParams) =>
                send(settings, operation, params || {}, body, additionalParams || {});
            }
            return client;
          }

          function has(object, name) {
            return (
              Object.prototype.hasOwnProperty.call(object, name) &&
              object[name] !== undefined &&
              object[name] !== null
            );
          }

          /** Percent-encodes all but RFC 3986's unreserved characters. */
          function encode(text) {
            return encodeURIComponent(text).replace(
              /[!'()*]/g,
              (letter) => "%" + letter.charCodeAt(0).toString(16).toUpperCase(),
            );
          }

          function segment(text) {
            if (text === "" || text === "." || text === "..") {
              throw new TypeError('"' + text + '" cannot be a segment of a path');
            }
            return encode(text);
          }

          function written(path, params) {
            return path
              .map(([kind, text]) => {
                if (kind === "text") return text;
                if (!has(params, text)) throw new TypeError("params." + text + " is missing");
                const value = String(params[text]);
                return kind === "rest" ? value.split("/").map(segment).join("/") : segment(value);
              })
              .join("");
          }

          async function send(settings, operation, params, body, additional) {
            const [, method, path, queryNames, headerNames] = operation;
            const pairs = [];
            const add = (name, value) => {
              for (const one of Array.isArray(value) ? value : [value]) {
                pairs.push([encode(name), encode(String(one))]);
              }
            };
            for (const name of queryNames) if (has(params, name)) add(name, params[name]);
            const more = additional.queryParams || {};
            for (const name of Object.keys(more)) if (has(more, name)) add(name, more[name]);
            const query = pairs.map((pair) => pair.join("=")).join("&");

            const headers = { accept: settings.defaultAcceptType };
            const isEmpty =
              body === undefined ||
              body === null ||
              body === "" ||
              (Object.getPrototypeOf(body) === Object.prototype && Object.keys(body).length === 0);
            const content = isEmpty ? undefined : typeof body === "string" ? body : JSON.stringify(body);
            if (content !== undefined) headers["content-type"] = settings.defaultContentType;
            if (settings.apiKey) headers["x-api-key"] = settings.apiKey;
            for (const name of headerNames) {
              if (has(params, name)) headers[name.toLowerCase()] = String(params[name]);
            }
            const own = additional.headers || {};
            for (const name of Object.keys(own)) headers[name.toLowerCase()] = String(own[name]);

            const address = settings.invokeUrl.replace(/\/+$/, "") + written(path, params);
            const url = query === "" ? address : address + "?" + query;
            if (settings.accessKey && settings.secretKey) {
              await sign(settings, method, new URL(url), headers, content || "");
            }
            const response = await fetch(url, { method, headers, body: content });
            const text = await response.text();
            let data = text;
            try {
              data = JSON.parse(text);
            } catch (error) {
              // Not JSON: the text itself is told.
            }
            const told = {};
            response.headers.forEach((value, name) => {
              told[name] = value;
            });
            const result = {
              status: response.status,
              statusText: response.statusText,
              headers: told,
              data,
              config: { method, url, headers, data: content },
            };
            if (response.ok) return result;
            const failure = new Error("Request failed with status code " + response.status);
            failure.response = result;
            failure.config = result.config;
            throw failure;
          }

          // Signature Version 4.

          const bytes = (text) => new TextEncoder().encode(text);

          function hex(buffer) {
            return Array.from(new Uint8Array(buffer))
              .map((byte) => byte.toString(16).padStart(2, "0"))
              .join("");
          }

          async function digest(text) {
            return hex(await webCrypto.subtle.digest("SHA-256", bytes(text)));
          }

          async function hmac(key, text) {
            const algorithm = { name: "HMAC", hash: "SHA-256" };
            const imported = await webCrypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
            return webCrypto.subtle.sign("HMAC", imported, bytes(text));
          }

          async function sign(settings, method, url, headers, content) {
            const found = /\.execute-api\.([^.]+)\./.exec(url.host);
            const region = settings.region || (found && found[1]);
            if (!region) throw new TypeError("region is missing");
            const now = new Date(Date.now() + Number(settings.systemClockOffset));
            const time = now.toISOString().replace(/[:-]|\.\d{3}/g, "");
            headers["x-amz-date"] = time;
            if (settings.sessionToken) headers["x-amz-security-token"] = settings.sessionToken;
            const signed = { host: url.host };
            for (const name of Object.keys(headers)) {
              if (name.startsWith("x-amz-") || name === "content-type") {
                signed[name] = headers[name].trim().replace(/ +/g, " ");
              }
            }
            const names = Object.keys(signed).sort();
            const canonical = [
              method,
              url.pathname.split("/").map(encode).join("/"),
              url.search
                .slice(1)
                .split("&")
                .map((pair) => pair.split("="))
                .sort((a, b) => (a[0] === b[0] ? (a[1] < b[1] ? -1 : 1) : a[0] < b[0] ? -1 : 1))
                .map((pair) => pair.join("="))
                .join("&"),
            ]
              .concat(names.map((name) => name + ":" + signed[name]))
              .concat(["", names.join(";"), await digest(content)])
              .join("\n");
            const scope = time.slice(0, 8) + "/" + region + "/execute-api/aws4_request";
            const text = ["AWS4-HMAC-SHA256", time, scope, await digest(canonical)].join("\n");
            let key = bytes("AWS4" + settings.secretKey);
            for (const part of scope.split("/")) key = await hmac(key, part);
            headers.authorization =
              "AWS4-HMAC-SHA256 Credential=" +
              settings.accessKey +
              "/" +
              scope +
              ", SignedHeaders=" +
              names.join(";") +
              ", Signature=" +
              hex(await hmac(key, text));
          }

          return { newClient };
        });

        """#
}
