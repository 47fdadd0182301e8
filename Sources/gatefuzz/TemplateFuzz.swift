// Fuzz entry of mapping templates: parsing ends with a program or a finding inside of the text, a program passes the
// verifier, and running it ends with an output or a failure, in both profiles.

import GateBytes
import GateCompiler
import GatePlan
import GateRuntime
import GateSource

let templateTarget = FuzzTarget(
    name: "template",
    seeds: { TemplateSeeds.texts.map { LanguageInput.seed($0, TemplateSeeds.body) } },
    dictionary: TemplateSeeds.words.map { Array($0.utf8) },
    run: fuzzTemplate)

private func fuzzTemplate(_ bytes: [UInt8]) -> UInt64 {
    var outcome = Outcome()
    let input = LanguageInput(bytes, fallback: TemplateSeeds.body)
    for profile in [TemplateProfile.aws, .velocity] {
        let sink = DiagnosticSink()
        let compiled = StandalonePlan.template(input.program, profile: profile, sink: sink)
        outcome.add(sink.diagnostics, size: input.program.text.utf8.count)
        guard let (plan, program) = compiled else {
            precondition(sink.hasErrors, "no program and no error")
            continue
        }
        let tables: PlanTables
        do throws(PlanError) {
            tables = PlanTables(try PlanImage(copying: plan))
        } catch {
            preconditionFailure("the verifier refuses the compiler's plan: \(error)")
        }
        run(program, tables, input.data, &outcome)
    }
    return outcome.value
}

private func run(_ program: UInt32, _ tables: PlanTables, _ body: [UInt8], _ outcome: inout Outcome) {
    guard let inputs = TemplateInputs(json: Array(TemplateSeeds.inputs.utf8), body: body) else {
        stop("the seed's inputs are not JSON")
    }
    var machine = TemplateMachine()
    var host = inputs.host
    var out = ByteBuffer()
    do throws(TemplateFailure) {
        try machine.run(program: program, tables: tables, host: &host, into: &out)
        outcome.add(magnitudeOf: out.count)
        outcome.add(magnitudeOf: host.overrides.count)
    } catch {
        outcome.add("\(error)")
    }
}

private enum TemplateSeeds {
    static let inputs = """
        {"params":{"path":{"id":"7"},"querystring":{"q":"a b"},"header":{"X-A":"é"}},
         "context":{"requestId":"r","identity":{"sourceIp":"127.0.0.1"}},"stageVariables":{"v":"1"}}
        """
    static let body = """
        {"a":{"b":[1,2.5,-3e2,"x\\"y",null,true]},"items":[{"id":1,"n":"x"},{"id":2,"n":"ä"}],"t":"2024-01-01"}
        """
    static let texts = [
        "#set($root = $input.path('$'))\n{\"a\": $root.a.b[0], \"s\": \"$util.escapeJavaScript($root.t)\"}",
        "#foreach($i in $input.path('$.items'))$i.id:$i.n#if($foreach.hasNext),#end#end",
        "#macro(m $x $y)$x-$y#end #m('a' $input.json('$.a')) #m(\"$context.requestId\" [1..5])",
        "#set($m = {})#set($d = $m.put('k', [1, 'two', $stageVariables.v]))$m.k.get(1) $m.keySet() $m",
        "#if($input.params('q') == 'a b' && !$none || 1 < 2)y#elseif(false)n#else e#end #stop never",
        "$input.body $input.params().get('header') #set($context.responseOverride.status = 201) $!none ${none}",
        "#set($s = 'a,b,c')#foreach($p in $s.split(','))$velocityCount$p.toUpperCase().replaceAll('[AB]', 'z')#break#end",
        "#define($b)$x#end #set($x = 1 + 2 * 3 % 4 - 5 / 2)$b #evaluate('#set($y = 1)$y') #[[raw $x]]# ## c\n#* d *#",
        "$util.base64Encode('ä')$util.urlDecode('%41+')$util.parseJson('{\"a\":[1]}').a.size() $math.abs(-1)",
        "#set($String = '')$String.format('%5d|%-4s|%08.3f', 1, 'x', 2.5) $input.path('$..id').size()",
    ]
    static let words = [
        "#set(", "#if(", "#elseif(", "#else", "#end", "#foreach($i in ", "#macro(", "#define(", "#stop", "#break",
        "#evaluate(", "#parse('a')", "#include('a')", "#[[", "]]#", "##", "#*", "*#", "$input.path('$')",
        "$input.json('$')", "$input.params()", "$util.", "$context.", "$stageVariables.", "$foreach.", "${", "$!{",
        "}", "[1..9]", "[-2147483648..2147483647]", "{'a': 1}", "== ", "&& ", "|| ", "! ", "not ", " lt ", "null",
        ".size()", ".get(0)", ".put('a', $x)", ".add($x)", ".substring(1)", ".replaceAll('(a+)+', '$1')",
        ".split('')", ".format('%s')", "\\$", "\\#", "\"$x\"", "'", "\u{1e}", "\u{e4}", "1e9", "9223372036854775808",
    ]
}
