// What `limits` says of quotas.

import GateConfig
import GateUsage
import Testing

@Suite struct LimitsConfigurationTests {
    @Test func quotasAreAWSsUnlessChanged() {
        #expect(read("").configuration.limits == AccountLimits())
        let result = read("limits: {resources: 500, stages: off, callRates: true, edgeAPIs: 0}")
        #expect(result.diagnostics.isEmpty)
        let limits = result.configuration.limits
        #expect(limits.most(.resources) == 500 && limits.most(.edgeAPIs) == 0 && limits.keepsCallRates)
        #expect(limits.most(.stages) == nil && limits.most(.authorizers) == 10)
        #expect(AccountQuota.allCases.allSatisfy { AccountLimits().most($0) == $0.standard })
    }

    @Test func allCanBeOff() {
        let limits = read("limits: off").configuration.limits
        #expect(AccountQuota.allCases.allSatisfy { limits.most($0) == nil } && !limits.keepsCallRates)
    }

    @Test func whatIsNoQuotaIsSaid() {
        expect(5003, "limits: ⟦none⟧")
        expect(5002, "limits: {⟦resource⟧: 3}")
        expect(5003, "limits: {resources: ⟦many⟧}")
        expect(5004, "limits: {resources: ⟦-1⟧}")
        expect(5004, "limits: {resources: ⟦1000001⟧}")
        expect(5003, "limits: {callRates: ⟦sometimes⟧}")
    }
}
