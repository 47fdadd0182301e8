// `checking.ts`: whether requests satisfy what the API's schemas say. Only of clients that have rules.

extension TypeScriptRuntime {
    static let checking = #"""
        // Whether values satisfy what the API's schemas say, before they are sent.

        import { type Violation } from "./runtime.js";

        /** What a value has to satisfy. Numbers are texts, so that they stay exact. */
        export interface Rule {
          minimum?: string;
          maximum?: string;
          excludesMinimum?: boolean;
          excludesMaximum?: boolean;
          multipleOf?: string;
          minLength?: number;
          maxLength?: number;
          pattern?: string;
          minItems?: number;
          maxItems?: number;
          hasUniqueItems?: boolean;
          minProperties?: number;
          maxProperties?: number;
          elements?: Reference;
          members?: [name: string, rule: Reference][];
          /** Of members that are not named. */
          others?: Reference;
          /** By the text of a member. */
          choice?: [member: string, rules: [text: string, rule: Reference][]];
        }

        /** A rule, or how to find it: types hold themselves. */
        export type Reference = Rule | (() => Reference);

        /** What an operation looks at, with the places that are told. */
        export type Rules = [place: string, rule: Reference][];

        /** Most violations that are told of one request. */
        const violationsMax = 100;

        /** What is wrong with values, in the order of their rules. */
        export function check(rules: Rules, values: unknown[]): Violation[] {
          const found: Violation[] = [];
          rules.forEach(([place, rule], index) =>
            look(rule, values[index], place, found),
          );
          return found.slice(0, violationsMax);
        }

        function look(
          reference: Reference,
          value: unknown,
          where: string,
          found: Violation[],
        ): void {
          if (value === undefined || value === null) return;
          if (found.length >= violationsMax) return;
          let rule = reference;
          while (typeof rule === "function") rule = rule();
          const told = (what: string | undefined): void => {
            if (what !== undefined) found.push({ where, what });
          };
          if (typeof value === "number" && Number.isFinite(value)) {
            ofNumber(String(value), rule).forEach(told);
          } else if (typeof value === "string") {
            ofText(value, rule).forEach(told);
          } else if (Array.isArray(value)) {
            told(counted(value.length, rule.minItems, rule.maxItems, "items"));
            if (rule.hasUniqueItems === true && hasEqual(value)) told("has equal items");
            const elements = rule.elements;
            if (elements === undefined) return;
            value.forEach((element, index) =>
              look(elements, element, `${where}[${index}]`, found),
            );
          } else if (typeof value === "object" && !(value instanceof Blob)) {
            const members = new Map<string, unknown>(
              Object.entries(value).filter(([, member]) => member !== undefined),
            );
            const { minProperties, maxProperties } = rule;
            told(counted(members.size, minProperties, maxProperties, "members"));
            ofMembers(members, rule, where, found);
          }
        }

        function ofMembers(
          members: Map<string, unknown>,
          rule: Rule,
          where: string,
          found: Violation[],
        ): void {
          const rules = new Map(rule.members);
          for (const [name, member] of members) {
            const known = rules.get(name) ?? rule.others;
            if (known !== undefined) look(known, member, `${where}.${name}`, found);
          }
          if (rule.choice === undefined) return;
          const [member, choices] = rule.choice;
          const chosen = choices.find(([text]) => text === members.get(member));
          if (chosen !== undefined) {
            look(chosen[1], Object.fromEntries(members), where, found);
          }
        }

        function ofNumber(value: string, rule: Rule): string[] {
          const found: string[] = [];
          if (rule.minimum !== undefined) {
            const [a, b] = scaled(value, rule.minimum);
            if (rule.excludesMinimum === true) {
              if (a <= b) found.push(`is not greater than ${rule.minimum}`);
            } else if (a < b) found.push(`is less than ${rule.minimum}`);
          }
          if (rule.maximum !== undefined) {
            const [a, b] = scaled(value, rule.maximum);
            if (rule.excludesMaximum === true) {
              if (a >= b) found.push(`is not less than ${rule.maximum}`);
            } else if (a > b) found.push(`is greater than ${rule.maximum}`);
          }
          if (rule.multipleOf !== undefined) {
            const [a, b] = scaled(value, rule.multipleOf);
            if (b !== 0n && a % b !== 0n) {
              found.push(`is not a multiple of ${rule.multipleOf}`);
            }
          }
          return found;
        }

        function ofText(value: string, rule: Rule): string[] {
          const found: string[] = [];
          const { minLength, maxLength } = rule;
          const length = (minLength ?? maxLength) === undefined ? 0 : [...value].length;
          if (minLength !== undefined && length < minLength) {
            found.push(`is shorter than ${minLength} characters`);
          }
          if (maxLength !== undefined && length > maxLength) {
            found.push(`is longer than ${maxLength} characters`);
          }
          if (rule.pattern !== undefined && expression(rule.pattern)?.test(value) === false) {
            found.push(`does not match ${rule.pattern}`);
          }
          return found;
        }

        const expressions = new Map<string, RegExp | undefined>();

        /** A pattern, once for all; undefined where JavaScript cannot read it. */
        function expression(pattern: string): RegExp | undefined {
          if (!expressions.has(pattern)) {
            let made: RegExp | undefined;
            for (const flags of ["u", ""]) {
              try {
                made ??= new RegExp(pattern, flags);
              } catch {
                // Older patterns need the other way of reading.
              }
            }
            expressions.set(pattern, made);
          }
          return expressions.get(pattern);
        }

        function counted(
          count: number,
          least: number | undefined,
          most: number | undefined,
          unit: string,
        ): string | undefined {
          if (least !== undefined && count < least) return `has fewer than ${least} ${unit}`;
          if (most !== undefined && count > most) return `has more than ${most} ${unit}`;
          return undefined;
        }

        function hasEqual(values: unknown[]): boolean {
          const seen = values.map((value) =>
            JSON.stringify(value, (_, inner: unknown) =>
              typeof inner === "object" && inner !== null && !Array.isArray(inner)
                ? Object.fromEntries(
                    Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)),
                  )
                : inner,
            ),
          );
          return new Set(seen).size < seen.length;
        }

        /** A number as digits and how many of them are behind the point. */
        function digits(text: string): [digits: bigint, scale: number] {
          const [, whole = "0", fraction = "", exponent = "0"] =
            /^([+-]?\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
          return [BigInt(whole + fraction), fraction.length - Number(exponent)];
        }

        /** Two numbers as whole ones of the same unit: 0.3 and 0.1 are 3 and 1. */
        function scaled(a: string, b: string): [bigint, bigint] {
          const [first, m] = digits(a);
          const [second, n] = digits(b);
          const scale = Math.max(m, n);
          return [
            first * 10n ** BigInt(scale - m),
            second * 10n ** BigInt(scale - n),
          ];
        }

        """#
}
