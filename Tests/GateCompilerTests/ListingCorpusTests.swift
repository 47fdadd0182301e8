// Specifications to plan listings and findings: Tests/Corpus/compile.
//
//   yaml spec     the specification; options as of the command may follow
//   listing       what its plan says (expected)
//   diagnostics   what compiling it says (expected)

import CorpusSupport
import GatePlan
import Testing

@Suite struct ListingCorpusTests {
    @Test(arguments: CorpusCase.all("compile"))
    func compilesAsTheCaseSays(_ corpus: CorpusCase) throws {
        var text = try corpus.read()
        var result: SpecCompile?
        for index in text.fences.indices {
            let fence = text.fences[index]
            let actual: String
            switch fence.info {
            case let info where info == "yaml spec" || info.hasPrefix("yaml spec "):
                let options = try SpecOptions(info.split(separator: " ").dropFirst(2))
                result = SpecCompile(fence.text, options: options)
                continue
            case "listing":
                if let plan = result?.compiled?.plan {
                    let parts: [PlanListing.Part] = [.routes, .integrations, .answers, .models, .programs]
                    actual = PlanListing(try PlanImage(copying: plan)).text(parts)
                } else {
                    actual = "(no plan)\n"
                }
            case "diagnostics": actual = result?.listing ?? ""
            default: throw CorpusError(description: "line \(fence.line): unknown fence `\(fence.info)`")
            }
            if CorpusCase.updates {
                text.fences[index].text = actual
            } else {
                #expect(fence.text == actual, "\(corpus.name), line \(fence.line)")
            }
        }
        if CorpusCase.updates { try corpus.write(text) }
    }

    @Test func thereAreCases() { #expect(CorpusCase.all("compile").count >= 8) }
}
