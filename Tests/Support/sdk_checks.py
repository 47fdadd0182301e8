"""The strictest checkers of languages, for many clients at once: sdk-fuzz and sdk-corpus go through them.

`CHECKS[language](folders, scratch)` gives what is wrong by folder (nothing where all is fine), or None without the
language's tools. Clients of one run have packages of different names.
"""
import json
import os
import re
import shutil
import subprocess

SUPPORT = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.dirname(os.path.dirname(SUPPORT))
# Lines of a compiler's that are kept for one client.
LINES_MAX = 20


def run(command: list, **more) -> subprocess.CompletedProcess:
    return subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)


def has_tools(language: str) -> bool:
    """Whether there are tools, or they can be installed."""
    return run([os.path.join(SUPPORT, "sdk-proof"), language, "--tools"]).returncode == 0


def by_folder(folders: list, text: str, failed: bool) -> dict:
    """Lines of one compiler's run over all clients; what names none belongs to the first."""
    wrong = {}
    owner = folders[0]
    if not failed:
        return wrong
    for line in text.splitlines():
        found = next((folder for folder in folders if folder + os.sep in line), None)
        owner = found or owner
        lines = wrong.setdefault(owner, [])
        if line.strip() and len(lines) < LINES_MAX:
            lines.append(line)
    return {folder: "\n".join(lines) for folder, lines in wrong.items()} or {owner: "failed without a word"}


def one_by_one(folders: list, command) -> dict:
    """A run of the checker for each client."""
    wrong = {}
    for folder in folders:
        done = command(folder)
        if done.returncode:
            wrong[folder] = "\n".join(done.stdout.splitlines()[:LINES_MAX]) or "failed without a word"
    return wrong


def files(folder: str, *endings: str) -> list:
    return sorted(
        os.path.join(place, name) for place, _, names in os.walk(folder) for name in names if name.endswith(endings)
    )


def typescript(folders: list, scratch: str) -> dict:
    with open(os.path.join(folders[0], "tsconfig.json")) as file:
        configuration = json.load(file)
    options = configuration["compilerOptions"]
    for name in ("declaration", "sourceMap", "rootDir", "outDir"):
        options.pop(name, None)
    options["noEmit"] = True
    configuration["include"] = [os.path.join(folder, "src") for folder in folders]
    path = os.path.join(scratch, "tsconfig.json")
    with open(path, "w") as file:
        json.dump(configuration, file)
    done = run(["tsc", "--pretty", "false", "-p", path], cwd="/")
    # Paths are told from the root on.
    text = re.sub(r"^(?=[^\s/]+/)", "/", done.stdout, flags=re.M)
    return by_folder(folders, text, done.returncode != 0)


def python(folders: list, scratch: str) -> dict:
    home = os.path.join(ROOT, ".build", "sdk-python-2", "bin", "mypy")
    sources = os.path.join(scratch, "python-sources")
    os.makedirs(sources)
    owners = {}
    for folder in folders:
        source = os.path.join(folder, "src")
        for name in os.listdir(source):
            link = os.path.join(sources, name)
            os.symlink(os.path.join(source, name), link)
            owners[link] = os.path.join(source, name)
    done = run([home, "--strict", "--no-error-summary", "--cache-dir", os.path.join(scratch, "mypy"), sources], cwd="/")
    text = re.sub(r"^(?=[^\s/]+/)", "/", done.stdout, flags=re.M)
    text = re.sub(
        re.escape(sources + os.sep) + r"[^/:]+",
        lambda found: owners.get(found.group(0), found.group(0)), text)
    return by_folder(folders, text, done.returncode != 0)


def swift(folders: list, scratch: str) -> dict:
    return one_by_one(folders, lambda folder: run(
        ["swiftc", "-typecheck", "-swift-version", "6", "-warnings-as-errors",
         *files(os.path.join(folder, "Sources"), ".swift")]))


def go(folders: list, scratch: str) -> dict:
    environment = os.environ | {"GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local"}
    command = 'changed=$(gofmt -l .) && [ -z "$changed" ] && go vet ./... || { echo "$changed"; exit 1; }'
    return one_by_one(folders, lambda folder: run(["sh", "-c", command], cwd=folder, env=environment))


def java(folders: list, scratch: str) -> dict:
    sources = os.path.join(scratch, "java-sources")
    with open(sources, "w") as file:
        for folder in folders:
            file.write("".join(f'"{path}"\n' for path in files(os.path.join(folder, "src", "main"), ".java")))
    done = run(["javac", "-encoding", "UTF-8", "--release", "17", "-Xlint:all", "-Werror", "-proc:none", "-Xmaxerrs",
                "1000", "-d", os.path.join(scratch, "java-classes"), "@" + sources])
    return by_folder(folders, done.stdout, done.returncode != 0)


def kotlin(folders: list, scratch: str) -> dict:
    sources = os.path.join(scratch, "kotlin-sources")
    with open(sources, "w") as file:
        for folder in folders:
            file.write("".join(f'"{path}"\n' for path in files(os.path.join(folder, "src", "main"), ".kt")))
    done = run(["kotlinc", "-Werror", "-jvm-target", "1.8", "-d", os.path.join(scratch, "kotlin-classes"),
                "@" + sources], env=os.environ | {"JAVA_OPTS": "-Xmx2g -Xss16m"})
    return by_folder(folders, done.stdout, done.returncode != 0)


def ruby(folders: list, scratch: str) -> dict:
    wrong = {}
    for folder in folders:
        for path in files(folder, ".rb", ".gemspec"):
            done = run(["ruby", "-wc", path])
            if done.stdout != "Syntax OK\n":
                wrong[folder] = f"{path}: {done.stdout}"
    return wrong


def check(language: str, folders: list, scratch: str):
    """What is wrong, by folder; None without the language's tools."""
    if not has_tools(language):
        return None
    return CHECKS[language](folders, scratch) if folders else {}


CHECKS = {
    "go": go, "java": java, "kotlin": kotlin, "python": python, "ruby": ruby, "swift": swift, "typescript": typescript,
}
