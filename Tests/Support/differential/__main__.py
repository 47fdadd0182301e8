"""Random templates against Apache Velocity 1.7: Tests/Support/differential GATEWRIGHT CLASSES [SEED [COUNT]]

CLASSES is the class path of Velocity and of the compiled VelocityPeer. Prints the templates whose output or kind of
error differs, but for the classes of KNOWN, and ends with 1 if there are any.
"""
import json
import random
import re
import subprocess
import sys

from templates import Templates


def answers(command, lines):
    text = "".join(json.dumps(line) + "\n" for line in lines).encode()
    done = subprocess.run(command, input=text, capture_output=True, check=False)
    found = [json.loads(line) for line in done.stdout.decode("utf-8", "replace").split("\n") if line]
    if len(found) != len(lines):
        sys.exit(f"{command[0]}: {len(found)} answers to {len(lines)} lines: {done.stderr.decode()[-800:]}")
    return found


def outcome(answer):
    return answer["output"] if "output" in answer else "error"


# What differs and stays so: why, and how such a template looks.
KNOWN = [
    ("a hash code by identity", r"values\(\)\)\[\$v\.hashCode|values\(\)\.hashCode|getClass\(\)\.hashCode|getBytes\(\)\.hashCode"),
    ("methods of java.lang.Class", r"getClass\(\)\."),
    ("Float: printed as JDK 19 does, of class Double", r"floatValue\(\)"),
    ("half a surrogate pair", r"replace\('', |codePointBefore\("),
    ("evaluated text that cannot be read fails when it is compiled", r"#evaluate\('#(if|end|set|foreach)[^']{0,2}'\)"),
    ("text beside an operation without a result prints that operation's text", r"[-+*/%][^\]]*\+|\+[^\]]*[-*/%]"),
    ("escapes and comments in the body of a macro that is not there", r"#@\w+\("),
    ("a formal reference or #end behind a property, then ##, { or a word", r"\.\w+\$[!{]|\.\w+#(end|else|\{)"),
    ("dollars in front of #[[", r"\$!?#\[\["),
]

# Java prints these with an address, as `[Ljava.lang.String;@1e127982`.
ADDRESS = re.compile(r"@[0-9a-f]{5,8}\b")


def main():
    gatewright, classes = sys.argv[1], sys.argv[2]
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 4000
    templates = Templates(random.Random(seed))
    lines = [{"id": number} | templates.case() for number in range(count)]
    ours = answers([gatewright, "template", "render", "--batch"], lines)
    theirs = answers(["java", "-cp", classes, "VelocityPeer", "cases"], lines)
    differences = known = 0
    for line, our, their in zip(lines, ours, theirs):
        if outcome(our) == outcome(their) or ADDRESS.search(outcome(their)):
            continue
        if any(re.search(pattern, line["template"]) for _, pattern in KNOWN):
            known += 1
            continue
        differences += 1
        print(f"{line['profile']}: {json.dumps(line['template'], ensure_ascii=False)}")
        print(f"  ours     {json.dumps(outcome(our), ensure_ascii=False)}")
        print(f"  velocity {json.dumps(outcome(their), ensure_ascii=False)} {their.get('why', '')[:160]!r}")
    print(f"{count} templates (seed {seed}), {known} known differences, {differences} others")
    sys.exit(1 if differences else 0)


main()
