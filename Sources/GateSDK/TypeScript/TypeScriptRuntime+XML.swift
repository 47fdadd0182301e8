// `xml.ts`: values of JSON to XML and back. Only of clients whose API has XML.

extension TypeScriptRuntime {
    static let xml = #"""
        // XML by the API's schemas: values of JSON to elements and back. No DTDs, no entities but XML's own.

        import { type Body } from "./encoding.js";

        /** What an element holds; a function where types hold themselves. */
        export type XmlForm =
          | "text"
          | "number"
          | "boolean"
          | "any"
          | { items: XmlElement }
          | { members: XmlMember[] }
          | { values: XmlForm }
          | (() => XmlForm);

        /** The name in the tag, what it holds, and the URI of the name's prefix. */
        export type XmlElement = [name: string, form: XmlForm, namespace?: string];

        /** A member of an object; its element is a child unless something else is said. */
        export type XmlMember = [
          member: string,
          element: XmlElement,
          kind?: "attribute" | "unwrapped",
        ];

        /** How far elements nest, read or written. */
        const depthMax = 100;

        type Known = Exclude<XmlForm, () => XmlForm>;

        function resolved(form: XmlForm): Known {
          let known = form;
          while (typeof known === "function") known = known();
          return known;
        }

        function local(name: string): string {
          return name.slice(name.indexOf(":") + 1);
        }

        // Writing.

        export function xml(
          type: string,
          value: unknown,
          element: XmlElement,
        ): Body | undefined {
          if (value === undefined) return undefined;
          // What JSON makes of it: without what is undefined, dates as texts.
          const plain: unknown = JSON.parse(JSON.stringify(value));
          const text = written(plain, element, 1);
          return { type, value: `<?xml version="1.0" encoding="UTF-8"?>${text}` };
        }

        function escaped(text: string): string {
          if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text)) {
            throw new TypeError("a text has characters that XML does not admit");
          }
          return text.replace(/[&<>"\t\n\r]/g, (letter) => `&#${letter.charCodeAt(0)};`);
        }

        function scalar(value: unknown): string {
          return escaped(typeof value === "object" ? JSON.stringify(value) : String(value));
        }

        function written(value: unknown, element: XmlElement, depth: number): string {
          if (depth > depthMax) {
            throw new TypeError(`XML nests more than ${depthMax} elements`);
          }
          const [name, form, namespace] = element;
          const spaces = new Map<string, string>();
          if (namespace !== undefined) {
            spaces.set(name.includes(":") ? `xmlns:${name.split(":")[0]}` : "xmlns", namespace);
          }
          const known = resolved(form);
          let attributes = "";
          let content = "";
          if (value === null || value === undefined) {
            content = "";
          } else if (typeof known === "object" && "items" in known) {
            content = elements(value, known.items, depth);
          } else if (typeof value !== "object") {
            content = scalar(value);
          } else if (typeof known === "object" && "members" in known) {
            const members = new Map<string, unknown>(Object.entries(value));
            for (const [member, inner, kind] of known.members) {
              const held = members.get(member);
              if (held === undefined || held === null) continue;
              if (kind === "attribute") {
                attributes += attribute(held, inner, spaces);
              } else {
                const list = resolved(inner[1]);
                content +=
                  kind === "unwrapped" && typeof list === "object" && "items" in list
                    ? elements(held, list.items, depth)
                    : written(held, inner, depth + 1);
              }
            }
          } else if (Array.isArray(value)) {
            content = elements(value, ["item", "any"], depth);
          } else {
            const inner =
              typeof known === "object" && "values" in known ? known.values : "any";
            for (const [key, held] of Object.entries(value) as [string, unknown][]) {
              if (!/^[\p{L}_][\p{L}\p{N}._-]*$/u.test(key)) {
                throw new TypeError(`${key} cannot be the name of an element`);
              }
              const repeats = inner === "any" && Array.isArray(held);
              content += repeats
                ? elements(held, [key, inner], depth)
                : written(held, [key, inner], depth + 1);
            }
          }
          const declared = [...spaces].map(([key, uri]) => ` ${key}="${escaped(uri)}"`);
          const tag = `${name}${declared.join("")}${attributes}`;
          return content === "" ? `<${tag}/>` : `<${tag}>${content}</${name}>`;
        }

        function elements(value: unknown, element: XmlElement, depth: number): string {
          const list: unknown[] = Array.isArray(value) ? value : [value];
          return list.map((held) => written(held, element, depth + 1)).join("");
        }

        function attribute(
          value: unknown,
          [name, , namespace]: XmlElement,
          spaces: Map<string, string>,
        ): string {
          const key = `xmlns:${name.split(":")[0]}`;
          if (name.includes(":") && namespace !== undefined && !spaces.has(key)) {
            spaces.set(key, namespace);
          }
          return ` ${name}="${scalar(value)}"`;
        }

        // Reading.

        interface Node {
          tag: string;
          attributes: Map<string, string>;
          children: Node[];
          text: string;
        }

        /** The value of a document; TypeError where it is no XML. */
        export function readXml(text: string, [, form]: XmlElement): unknown {
          return value(parsed(text), form);
        }

        const token = new RegExp(
          [
            /<!--[^]*?-->/,
            /<!\[CDATA\[([^]*?)\]\]>/,
            /<\?[^]*?\?>/,
            /<\/([^\s<>]+)\s*>/,
            /<([^\s<>/!?]+)((?:\s+[^\s=<>/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/,
            /([^<]+)/,
          ]
            .map((part) => part.source)
            .join("|"),
          "y",
        );

        function parsed(text: string): Node {
          const root: Node = { tag: "", attributes: new Map(), children: [], text: "" };
          const open = [root];
          let at = text.startsWith("\ufeff") ? 1 : 0;
          while (at < text.length) {
            token.lastIndex = at;
            const found = token.exec(text);
            const inner = open[open.length - 1];
            if (found === null || inner === undefined) {
              throw new TypeError("the text is not the XML that clients read");
            }
            at = token.lastIndex;
            const [, data, closed, tag, attributes = "", end, plain = ""] = found;
            if (closed !== undefined) {
              if (open.length < 2 || closed !== inner.tag) {
                throw new TypeError(`</${closed}> ends nothing`);
              }
              open.pop();
            } else if (tag !== undefined) {
              const made: Node = { tag, attributes: pairs(attributes), children: [], text: "" };
              inner.children.push(made);
              if (end === "") open.push(made);
              if (open.length > depthMax + 1) {
                throw new TypeError(`XML nests more than ${depthMax} elements`);
              }
            } else {
              inner.text += data ?? unescaped(plain);
            }
          }
          const [top] = root.children;
          if (top === undefined || root.children.length > 1 || open.length > 1) {
            throw new TypeError("the text is not one element");
          }
          return top;
        }

        function pairs(text: string): Map<string, string> {
          const found = text.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
          return new Map(
            [...found].map(([, name = "", first, second = ""]) => [
              name,
              unescaped(first ?? second),
            ]),
          );
        }

        const entities = new Map([
          ["amp", "&"],
          ["lt", "<"],
          ["gt", ">"],
          ["quot", '"'],
          ["apos", "'"],
        ]);

        function unescaped(text: string): string {
          return text.replace(/&([^;&]*);?/g, (_, name: string) => {
            const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name) ?? [];
            const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
            const known = entities.get(name);
            if (known !== undefined) return known;
            if (!(code > 0 && code <= 0x10ffff)) {
              throw new TypeError(`&${name}; is no entity of XML's own`);
            }
            return String.fromCodePoint(code);
          });
        }

        function value(node: Node, form: XmlForm): unknown {
          const known = resolved(form);
          for (const [name, text] of node.attributes) {
            if (name.endsWith(":nil") && text === "true") return null;
          }
          if (typeof known === "object") {
            if ("items" in known) return listed(node, known.items);
            if ("members" in known) return ofMembers(node, known.members);
            return Object.fromEntries(
              node.children.map((child) => [local(child.tag), value(child, known.values)]),
            );
          }
          const text = node.text.trim();
          if (known === "number" && text !== "" && !Number.isNaN(Number(text))) {
            return Number(text);
          }
          if (known === "boolean" && ["true", "1"].includes(text)) return true;
          if (known === "boolean" && ["false", "0"].includes(text)) return false;
          if (known !== "any" || node.children.length === 0) return node.text;
          const groups = new Map<string, unknown[]>();
          for (const child of node.children) {
            const group = groups.get(local(child.tag)) ?? [];
            groups.set(local(child.tag), [...group, value(child, "any")]);
          }
          return Object.fromEntries(
            [...groups].map(([name, held]) => [name, held.length === 1 ? held[0] : held]),
          );
        }

        function listed(node: Node, [name, form]: XmlElement): unknown[] {
          return node.children
            .filter((child) => local(child.tag) === local(name))
            .map((child) => value(child, form));
        }

        function ofMembers(node: Node, members: XmlMember[]): unknown {
          const attributes = new Map(
            [...node.attributes].map(([name, text]) => [local(name), text]),
          );
          const found: [string, unknown][] = [];
          for (const [member, [name, form], kind] of members) {
            const list = resolved(form);
            if (kind === "attribute") {
              const text = attributes.get(local(name));
              if (text === undefined) continue;
              const held: Node = { tag: name, attributes: new Map(), children: [], text };
              found.push([member, value(held, form)]);
            } else if (kind === "unwrapped" && typeof list === "object" && "items" in list) {
              const held = listed(node, list.items);
              if (held.length > 0) found.push([member, held]);
            } else {
              const child = node.children.find((one) => local(one.tag) === local(name));
              if (child !== undefined) found.push([member, value(child, form)]);
            }
          }
          return Object.fromEntries(found);
        }

        """#
}
