"""Random templates of Velocity 1.7's language, small enough to be read when they differ."""
import json

BODY = json.dumps(
    {
        "s": "Hello, World",
        "u": "Zoë €😀 x",
        "e": "",
        "i": 7,
        "n": -3,
        "l": 5000000000,
        "b": 12345678901234567890123,
        "d": 2.5,
        "w": 100.0,
        "t": True,
        "f": False,
        "z": None,
        "a": [1, 2, 3, 2],
        "m": {"k": "v", "x": 1, "q": [1, {"r": "s/t"}]},
        "o": [{"id": 1, "n": "one"}, {"id": 2, "n": "two"}],
        "c": "a,b,,c,,",
        "h": "2f",
        "num": "42",
    },
    ensure_ascii=False,
).replace('"w": 100.0', '"w": 100.0, "p": 0.1234567890123456789012')
KEYS = ["s", "u", "e", "i", "n", "l", "b", "d", "w", "p", "t", "f", "z", "a", "m", "o", "c", "h", "num", "nope"]
STRINGS = ["", "a", "b", "Hello", "World", "hello, world", "l", "o", ",", "x", "ß", "é", "€", "😀", "  pad ", "7", "42"]
STRINGS += ["-5", "2.5", "true", "TRUE", "1e3", "0x1F", "abcabc", "a.b.c", "A", "z", "k", "2f"]
PATTERNS = ["l", "[aeiou]", ",", ".", "\\.", "", "(l+)", "x*", "^H", "d$", "[^a-z]+", "\\s", "\\w+", "o|l", "a{2}", "(", "H.*d"]
PATTERNS += ["(?i)hello", "\\d+", "(\\w)(\\w)", "\\p{L}+", "\\p{Upper}", "[a-z&&[^l]]", "\\bW", "(?<n>l)", "b+?"]
REPLACEMENTS = ["", "-", "$0", "$1", "[$0]", "\\\\$", "$2", "x$", "\\\\", "${n}"]
FORMATS = ["%s", "%d", "%5d|", "%-5s|", "%05d", "%x", "%X", "%o", "%.2f", "%8.3f", "%b", "%c", "%%", "%n", "%S", "%e", "%,d"]
FORMATS += ["%+d", "% d", "%(d", "%10s|", "%.3s", "%s %s", "%2$s %1$s", "%g", "%h", "%q", "%", "%5", "%#x", "%,.2f", "%s and %d"]
FORMATS += ["%b %s", "%-8b|", "%.0f", "%E", "%<s", "%s %<s", "%08.2f", "%-d", "%a", "%C", "%tY", "%,f", "%G", "%.1b", "%3c|"]

STRING = {
    "length": "", "isEmpty": "", "trim": "", "toUpperCase": "", "toLowerCase": "", "hashCode": "", "toString": "",
    "intern": "", "charAt": "i", "codePointAt": "i", "codePointBefore": "i", "codePointCount": "ii", "substring": "i ii",
    "subSequence": "ii", "indexOf": "s i si ii", "lastIndexOf": "s i si ii", "contains": "s v", "startsWith": "s si",
    "endsWith": "s", "equals": "v", "equalsIgnoreCase": "s v", "compareTo": "s v", "compareToIgnoreCase": "s",
    "concat": "s v", "replace": "ss", "replaceAll": "pr", "replaceFirst": "pr", "matches": "p", "split": "p pi",
    "regionMatches": "isii tisii", "format": "f fv fvv fvvv", "valueOf": "v", "join": "sL sss s ss", "getBytes": "",
    "toCharArray": "", "contentEquals": "s", "copyValueOf": "v", "offsetByCodePoints": "ii", "isBlank": "", "strip": "",
    "repeat": "i", "getClass": "", "nope": " v", "stripLeading": "", "stripTrailing": "",
}
LIST = {
    "size": "", "isEmpty": "", "get": "i v", "contains": "v", "indexOf": "v", "lastIndexOf": "v", "add": "v iv", "remove": "i v",
    "addAll": "L iL v", "removeAll": "L", "retainAll": "L", "containsAll": "L v", "set": "iv", "subList": "ii", "clear": "",
    "toString": "", "hashCode": "", "equals": "L v", "nope": "", "clone": "",
    "length": "",
}
MAP = {
    "size": "", "isEmpty": "", "get": "k v", "put": "kv", "remove": "k", "containsKey": "k v", "containsValue": "v",
    "keySet": "", "values": "", "entrySet": "", "putAll": "M v", "clear": "", "toString": "", "hashCode": "", "equals": "M v",
    "getOrDefault": "kv", "putIfAbsent": "kv", "replace": "kv kvv", "getClass": "", "nope": "k", "clone": "",
}
INTEGER = {
    "intValue": "", "longValue": "", "doubleValue": "", "floatValue": "", "shortValue": "", "byteValue": "", "toString": " v vi",
    "hashCode": " v", "equals": "v", "compareTo": "v", "parseInt": "s si v", "valueOf": "s v si", "toHexString": "v",
    "toBinaryString": "v", "toOctalString": "v", "max": "vv", "min": "vv", "sum": "vv", "compare": "vv", "signum": "v",
    "bitCount": "v", "reverse": "v", "parseLong": "s", "parseDouble": "s", "highestOneBit": "v", "lowestOneBit": "v",
    "numberOfLeadingZeros": "v", "numberOfTrailingZeros": "v", "rotateLeft": "vi", "rotateRight": "vi", "reverseBytes": "v",
    "decode": "s", "getClass": "", "isNaN": " v", "isInfinite": " v", "getInteger": "s", "parseUnsignedInt": "s",
    "toUnsignedString": "v", "divideUnsigned": "vv", "remainderUnsigned": "vv", "compareUnsigned": "vv", "nope": "",
    "toUnsignedLong": "v", "isFinite": "v", "doubleToLongBits": "v", "abs": " v", "negate": "", "add": "v", "subtract": "v",
    "multiply": "v", "divide": "v", "mod": "v", "pow": "i", "scale": "", "precision": "", "toPlainString": "",
    "bitLength": "", "gcd": "v", "remainder": "v", "setScale": "i", "stripTrailingZeros": "", "toBigInteger": "",
    "toEngineeringString": "", "unscaledValue": "", "intValueExact": "", "movePointLeft": "i", "testBit": "i", "not": "",
}
BOOLEAN = {
    "booleanValue": "", "toString": " v", "hashCode": "", "equals": "v", "compareTo": "v", "parseBoolean": "s", "valueOf": "s v",
    "logicalAnd": "vv", "logicalOr": "vv", "logicalXor": "vv", "compare": "vv", "getClass": "", "nope": "", "getBoolean": "s",
}
ENTRY = {"getKey": "", "getValue": "", "setValue": "v", "toString": "", "hashCode": "", "equals": "v", "nope": ""}
SET = {k: LIST[k] for k in LIST if k not in ("get", "set", "subList", "indexOf", "lastIndexOf", "iterator", "clone")}
SET |= {"get": "i", "add": "v", "indexOf": "v"}
PROPERTIES = ["empty", "size", "length", "class", "class.name", "class.simpleName", "bytes", "key", "value", "k", "nope", "first"]


class Templates:
    def __init__(self, random):
        self.random = random

    def pick(self, values):
        return self.random.choice(list(values))

    def chance(self, share):
        return self.random.random() < share

    # Literals and values

    def quoted(self, text):
        return "'" + text.replace("'", "''") + "'"

    def integer(self):
        return self.pick(["0", "1", "2", "3", "-1", "5", "7", "10", "100", "-7", "255", "2147483647", "-2147483648", "4"])

    def number(self):
        if self.chance(0.6):
            return self.integer()
        return self.pick(["1.5", "2.0", "-0.5", "0.1", "1e10", "3.0E-5", "100.0", "2147483648", "9223372036854775807",
                          "9223372036854775808", "-9223372036854775808", "1e300", "123456.789", ".5", "5.", "0.001"])

    def path(self):
        return "$input.path('$.%s')" % self.pick(KEYS)

    def literal(self, depth=0):
        kind = self.random.randrange(12)
        if kind < 3:
            return self.number()
        if kind < 6:
            return self.quoted(self.pick(STRINGS))
        if kind == 6:
            return self.pick(["true", "false"])
        if kind == 7 and depth < 2:
            return self.list(depth)
        if kind == 8 and depth < 2:
            return self.map(depth)
        if kind == 9:
            return '"%s"' % self.pick(["x$s", "$i", "${s}!", "a", "$nope", "#if($t)y#end", "$!nope", "$i$d"])
        if kind == 10:
            return "[%s..%s]" % (self.pick("0123"), self.pick(["0", "1", "4", "-2"]))
        return self.path()

    def list(self, depth=0):
        return "[" + ", ".join(self.literal(depth + 1) for _ in range(self.random.randrange(4))) + "]"

    def map(self, depth=0):
        entries = ["%s: %s" % (self.quoted(self.pick(["k", "x", "y", "7", "q"])), self.literal(depth + 1))
                   for _ in range(self.random.randrange(3))]
        return "{" + ", ".join(entries) + "}"

    # Method calls

    def argument(self, kind):
        if self.chance(0.04):
            return self.pick(["$nope", "1.0", "'1'", "true", "$i", "$s"])
        if kind == "i":
            return self.pick(["0", "1", "2", "3", "-1", "5", "12", "100", "7"])
        if kind == "s":
            return self.quoted(self.pick(STRINGS))
        if kind == "p":
            return self.quoted(self.pick(PATTERNS))
        if kind == "r":
            return self.quoted(self.pick(REPLACEMENTS))
        if kind == "f":
            return self.quoted(self.pick(FORMATS))
        if kind == "t":
            return self.pick(["true", "false"])
        if kind == "L":
            return self.pick(["[1, 2]", "[2]", "[]", "['a', 'b']", self.path(), "$a"])
        if kind == "M":
            return self.pick(["{'x': 9, 'y': 2}", "{}", "$m"])
        if kind == "k":
            return self.quoted(self.pick(["k", "x", "nope", "q"]))
        return self.literal()

    def call(self, table):
        name = self.pick(table)
        kinds = self.pick(table[name].split(" "))
        return "%s(%s)" % (name, ", ".join(self.argument(kind) for kind in kinds))

    def method(self):
        kind = self.random.randrange(9)
        show = "[$v]" if self.chance(0.8) else "[$!v]"
        if kind < 3:
            value = self.pick([self.quoted(self.pick(STRINGS)), self.path(), "'Hello, World'"])
            call = self.call(STRING)
        elif kind == 3:
            value, call = self.pick([self.list(), "[1, 2, 3, 2]", "$input.path('$.a')", "'a,b'.split(',')"]), self.call(LIST)
            if "split" in value:
                value = "$c"
        elif kind == 4:
            value, call = self.pick([self.map(), "{'k': 'v', 'x': 1}", "$input.path('$.m')"]), self.call(MAP)
        elif kind < 7:
            value, call = self.pick([self.number(), self.path()]), self.call(INTEGER)
        elif kind == 7:
            value, call = self.pick(["true", "false"]), self.call(BOOLEAN)
        else:
            source = self.pick(["{'k': 'v', 'x': 1}", "$input.path('$.m')"])
            view = self.pick(["keySet", "values", "entrySet"])
            head = "#set($w=%s)#set($v=$w.%s())" % (source, view)
            if view == "entrySet" and self.chance(0.5):
                return "%s#foreach($e in $v)[$e.%s]#end$w" % (head, self.call(ENTRY))
            return "%s[$v.%s]%s%s" % (head, self.call(SET), show, "$w")
        setup = "#set($s='Hello')#set($i=7)#set($d=2.5)#set($t=true)#set($a=[1,2])#set($m={'k':'w'})#set($cc='a,b,c')"
        setup += "#set($c=$cc.split(','))"
        if self.chance(0.12):
            return setup + "#set($v=%s)[$v.%s]%s" % (value, self.pick(PROPERTIES), show)
        chain = "." + self.call(self.pick([STRING, LIST, INTEGER])) if self.chance(0.1) else ""
        return setup + "#set($v=%s)[$v.%s%s]%s" % (value, call, chain, show)

    # Expressions

    def operand(self, depth):
        if depth > 2 or self.chance(0.45):
            return self.literal() if self.chance(0.6) else self.reference()
        if self.chance(0.15):
            return self.pick(["!", "not ", "! "]) + self.operand(depth + 1)
        inner = self.expression(depth + 1)
        return "(%s)" % inner if self.chance(0.5) else inner

    def expression(self, depth=0):
        signs = [" + ", " - ", " * ", " / ", " % ", "+", "*", "/", "%", "==", " != ", " < ", " >= ", ">", " <= ", " && ",
                 " || ", " and ", " or ", " eq ", " ne ", " lt ", " ge ", " gt ", " le "]
        return self.operand(depth) + self.pick(signs) + self.operand(depth)

    def arithmetic(self):
        setup = "#set($s='Hello')#set($i=7)#set($d=2.5)#set($t=true)#set($b=$input.path('$.b'))#set($p=$input.path('$.p'))"
        setup += "#set($l=$input.path('$.l'))"
        value = self.expression()
        if self.chance(0.5):
            return setup + "#set($v='old')#set($v=%s)[$v]" % value
        return setup + "#if(%s)yes#{else}no#end" % value

    # References and structure

    def reference(self):
        name = self.pick(["s", "i", "d", "t", "a", "m", "nope", "x", "y", "v", "b", "p", "l"])
        tail = self.pick(["", "", "", ".length()", ".k", "[0]", ".get('k')", ".size()", ".x.y", "['k']", ".toString()"])
        return self.pick(["$%s%s", "$!%s%s", "${%s%s}", "$!{%s%s}"]) % (name, tail)

    def text(self):
        return self.pick([" ", "\n", "  ", "a", "b c", "\t", ".", "-", "$", "#", "\\", "'", '"', "(", ")", "{", "}", "[", "]", "!",
                          "\n\n", "  \n", "x,", ": ", "$5", "$$", "##", "#*c*#", "## c\n", "#[[r$s]]#", "\\\\", "é", "\r\n", "@",
                          "#pk", "$.", "..", "1", "_", "#@", "${", "$!", "$!{", "#{", "#end", "#else", "\\$s", "\\#if", "\\\\$s",
                          "\\$nope", "\\$!s", "$\\!s", "#stop", "$s.", "$s.1", "$s.html", "$s-1", "${s}x", "$s(", "$a[", "#set"])

    def nodes(self, depth, count=4):
        return "".join(self.node(depth) for _ in range(self.random.randrange(1, count)))

    def line(self):
        return self.pick(["", "", "\n", " \n", "  ", "\n\n", "\r\n"])

    def node(self, depth):
        kind = self.random.randrange(22)
        line = self.line
        if depth > 3 or kind < 5:
            return self.reference() if self.chance(0.5) else self.plain()
        if kind < 8:
            return self.plain()
        if kind < 11:
            target = self.pick(["$x", "$y", "$v", "$x", "$m.k", "$a[0]", "${m.k}", "$!x", "${x}", "$nope.k", "$m['z']", "$x.y"])
            value = self.expression() if self.chance(0.3) else self.literal()
            return "%s#set(%s=%s)%s" % (line(), target, value, line())
        if kind < 14:
            out = "#if(%s)%s%s" % (self.operand(1), line(), self.nodes(depth + 1))
            if self.chance(0.3):
                out += "#elseif(%s)%s%s" % (self.operand(1), line(), self.nodes(depth + 1))
            if self.chance(0.4):
                out += self.pick(["#else", "#{else}"]) + line() + self.nodes(depth + 1)
            return out + self.pick(["#end", "#{end}"]) + line()
        if kind < 17:
            source = self.pick(["[1..3]", "$a", "$m", "$nope", "$s", "[]", "$input.path('$.o')", "$m.entrySet()", "$m.keySet()",
                                "$input.path('$.m')", "['p','q']", "{'k':1}", "$m.values()", "[2..0]", "$x", "$t", "7"])
            body = self.nodes(depth + 1)
            body += self.pick(["", "$foreach.count", "$foreach.index", "#if($foreach.hasNext),#end", "$velocityCount", "$x",
                               "#break", "$foreach.first$foreach.last", "$foreach.parent.count", "#if($foreach.count==2)#break#end",
                               "$foreach", "#if($foreach.index>0)#stop#end", "$foreach.topmost.index", "$velocityHasNext"])
            return "#foreach($%s in %s)%s%s#end%s" % (self.pick(["x", "y", "v", "e"]), source, line(), body, line())
        if kind < 19:
            name = self.pick(["m1", "m2"])
            if self.chance(0.5):
                parameters = self.pick(["", " $x", " $x $y", " $x, $y", "$z"])
                return "#macro(%s%s)%s%s#end%s" % (name, parameters, line(), self.nodes(depth + 1), line())
            arguments = self.pick(["", "$s", "'q'", "$i $s", "1, 2", "$nope", "[1,2]", "$s.length() 3 4", '"$x"', "{'k':2}"])
            if self.chance(0.15):
                return "#@%s(%s)%s%s#end" % (name, arguments, self.nodes(depth + 1), self.pick(["", "$bodyContent"]))
            return "#%s(%s)%s" % (name, arguments, line())
        if kind == 19:
            return "#define($%s)%s%s#end%s" % (self.pick(["x", "blk"]), line(), self.nodes(depth + 1), line()) + "$blk"
        if kind == 20:
            text = self.pick(["'$s $i'", "'#set($x=5)$x'", '"$x"', "'#foreach($q in [1..2])$q#end'", "$s", "$nope", "7", "$x", "'$x'",
                              "'#if($t)a#end'", "$src", '"#set($y=$i)$y"', "'#m1(1)'", "'#break'", "'#stop'", "$a", "'#if'", "'#end'",
                              '"$src$s"', "'#macro(m2 $a)<$a>#end'", "'#evaluate($src)'", "'##'"])
            return "#evaluate(%s)%s" % (text, line())
        return self.pick(["#break", "#stop", "#literal()$s#end", "#end", "#else", "#include('x')", "#break($foreach)"]) \
            if self.chance(0.3) else self.reference()

    def plain(self):
        return self.text() if self.chance(0.6) else self.pick(["a", "b ", " c", "\n"])

    def structure(self):
        setup = "#set($s='Hello')#set($i=7)#set($d=2.5)#set($t=true)#set($a=[1,2])#set($m={'k':'w','x':{'y':1}})"
        setup += "#set($src='<$i#set($x=8)$x>')" + self.pick(["", "\n", "|"])
        return setup + self.nodes(0, 7)

    def shape(self):
        """One of the forms that mapping templates are made of, with random parts."""
        setup = "#set($s='Hello')#set($i=7)#set($m={'k':'w','x':{'y':1}})#set($a=[3,1,2])"
        value, other = self.literal(), self.reference()
        key = self.pick(["k", "x", "nope", "y"])
        line = self.line
        form = self.random.randrange(14)
        if form == 0:
            return f"{setup}#macro(d $p $q)[$p|$!q]#if($p > 0)#set($n = $p - 1)#d($n)#end#end#d({self.pick('0123')} {value})"
        if form == 1:
            return f"{setup}#macro(t $p){line()}<$p>$!bodyContent#end#@t({value}){line()}{other}#end#t()#t"
        if form == 2:
            return f"{setup}#define($b){line()}{other}$i#end{line()}$b#set($i={value})$b$!b.length()#if($b)y#end"
        if form == 3:
            return f"{setup}#set($l={self.list()})#foreach($v in $l)$velocityCount$v#if($velocityHasNext),#end#end$!v"
        if form == 4:
            return f"{setup}#foreach($v in $m.keySet())$v=$m.get($v)#if($foreach.hasNext)&#end#end$foreach.count"
        if form == 5:
            return f"{setup}#set($r=[{self.pick('01-').replace('-', '-1')}..{self.pick(['$i', '4', '-2', '$nope'])}])$r$!r.size()"
        if form == 6:
            return f"{setup}#set($m.{key}={value})#set($m['z']={self.reference()})$m$m.size()$!m.{key}"
        if form == 7:
            inner = self.pick(["$s", "${s}x", "#if($i > 5)y#end", "''", '""', "a", "$!nope", "$m.k", "#set($z=1)$z"])
            return f'{setup}#set($v="{inner}{inner}")[$v]#set($w="$v$v")[$w]'
        if form == 8:
            slashes = "\\" * self.random.randrange(4)
            target = self.pick(["$s", "$nope", "$!s", "${s}", "#if(true)a#end", "#set($z=1)", "#nope", "#end", "$5", "#m()"])
            return f"{setup}{line()}{slashes}{target}{line()}"
        if form == 9:
            left, right = self.pick(["0", "0.0", "$nope", "$s", "3", "2.5"]), self.pick(["0", "0.0", "2", "$nope", "'1'"])
            sign = self.pick("/%*+-")
            return f"{setup}#set($v='old')#set($v={left} {sign} {right})[$v]"
        if form == 10:
            left, right = self.literal(), self.literal()
            return f"{setup}#if({left} {self.pick(['==', '!=', '<', '>=', '&&', '||'])} {right})y#{{else}}n#end"
        if form == 11:
            inner = self.pick(["$s #if(x", "]]", "#*c*#", "## d", "\\"])
            return f"{setup}a#[[{inner}]]#b{line()}#* {self.pick(['$s', '#if', '*', '#'])} *#c{line()}## d"
        if form == 12:
            quiet = self.pick(["$", "$!"])
            name = self.pick(["s", "nope", "m.k", "m.nope", "a[0]", "m['k']", "s.length()", "nope.k.l"])
            tail = self.pick(["", ".", "-", "x", ".1", " .k", "(", "{", "}", "## c"])
            return f"{setup}{quiet}{name}{tail} {quiet}{{{name}}}{tail}"
        text = self.pick(["$s#set($q=1)", "#if($i)a#end", "$nope", "plain"])
        return f"{setup}#evaluate('{text}')$!q{line()}#foreach($v in $a)#if($v == {self.pick('123')})#break#end$v#end"

    def soup(self):
        parts = ["$", "#", "{", "}", "(", ")", "[", "]", "!", "\\", ".", "s", "x", "if", "set", "end", "foreach", " ", "\n", "'", '"',
                 "=", "1", "-", "true", "in", "else", "$s", "#if(true)", "#end", "#set($x=1)", "$x", "..", ",", "*", "#*", "*#", "##",
                 "]]#", "#[[", "&&", "==", "macro", "null", "$x.y", "$!{x}", "#{else}", "%", "<", "+", "/", ":", "@", "$m.k", "é"]
        return "#set($s='q')#set($m={'k':1})" + "".join(self.pick(parts) for _ in range(self.random.randrange(1, 9)))

    def case(self):
        make = self.pick([self.method, self.method, self.method, self.arithmetic, self.structure, self.structure, self.shape,
                          self.shape, self.soup])
        return {"template": make(), "body": BODY, "profile": "velocity" if self.chance(0.6) else "aws"}
