// Plans that hold one template: for the command line, tests and benchmarks; and those that hold the text that a
// template evaluates when it runs.

import GatePlan
import GateSource
import GateTemplate

extension StandalonePlan {
    /// A plan with a template, and the template's number; nil after an error. With `sources` it says where its
    /// instructions come from, plain text included.
    package static func template(
        _ text: LocatedText, profile: TemplateProfile = .aws, placedIn sources: SourceMap? = nil, sink: DiagnosticSink
    ) -> (plan: [UInt8], program: UInt32)? {
        let builder = begin()
        var compiler = TemplateCompiler(into: builder, sink: sink, patterns: PatternPool(), profile: profile)
        compiler.placesText = sources != nil
        guard let program = compiler.lower(text, side: .request) else { return nil }
        if let sources { note(compiler.places, root: text.range.source, sources, builder) }
        return (builder.finish(), program)
    }

    /// A plan with the text that a template evaluates in a scope, and its number; nil when it is no template.
    package static func evaluated(_ text: String, in scope: EvaluationScope) -> (plan: [UInt8], index: UInt32)? {
        let sources = SourceMap()
        let located = whole(text, named: "evaluated", sources)
        let macros = scope.macros.map { ($0.name, whole($0.source, named: "#\($0.name)", sources)) }
        let builder = begin()
        let sharing = TemplateSharing(builder, DiagnosticSink(), PatternPool())
        let program: UInt32
        do throws(TemplateProblem) {
            let (template, defined) = try parseEvaluatedTemplate(located, macros: macros)
            var lowering = TemplateLowering(
                template, in: scope, defined: defined, sharing, placing: scope.keepsPlaces ? located : nil)
            program = try lowering.lower()
        } catch {
            return nil
        }
        if scope.keepsPlaces { note(sharing.places, root: located.range.source, sources, builder) }
        return (builder.finish(), program)
    }

    private static func whole(_ text: String, named name: String, _ sources: SourceMap) -> LocatedText {
        let bytes = Array(text.utf8)
        let id = sources.add(path: name, bytes: bytes)
        return LocatedText(
            text, at: SourceRange(source: id, start: 0, end: bytes.count),
            segments: [.init(decoded: 0, source: 0, count: bytes.count)])
    }

    private static func note(
        _ places: [(instruction: UInt32, range: SourceRange)], root: SourceID, _ sources: SourceMap,
        _ builder: PlanBuilder
    ) {
        var noted = DebugPlaces(isKept: true)
        for mark in places { noted.note(.code, mark.instruction, at: mark.range) }
        noted.append(to: builder, root: root, sources: sources)
    }
}
