// The command and its list of subcommands.

import ArgumentParser

/// The root command.
struct Gatewright: ParsableCommand {
    /// Printed by `--version`, written into SARIF logs and man pages.
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "gatewright",
        abstract: "Compiles API Gateway specifications to plans and serves them.",
        discussion: """
            An OpenAPI document with x-amazon-apigateway extensions goes in; a plan, one file that is checked once \
            and then served, comes out.

              gatewright check api.yaml              every finding, nothing written
              gatewright compile api.yaml -o api.plan
              gatewright run api.yaml --watch        serves it on 127.0.0.1:8080
              gatewright trace api.yaml GET /pets    what would happen to a request
              gatewright explain GW1101              the rule behind a finding

            Exit codes: 0 fine, 1 the specification has errors, 2 wrong usage or a file or port that cannot be used.
            """,
        version: version,
        subcommands: [
            CheckCommand.self, CompileCommand.self, RunCommand.self, ServeCommand.self, InspectCommand.self,
            TraceCommand.self, DiffCommand.self, TestInvokeCommand.self, CORSCommand.self, TemplateCommand.self,
            SchemaCommand.self, JSONPathCommand.self, ExplainCommand.self, DeployCommand.self, PromoteCommand.self,
            RollbackCommand.self, StatusCommand.self, ImportCommand.self, ExportCommand.self, SDKCommand.self,
            FunctionsCommand.self, KeysCommand.self, UsageCommand.self, CacheCommand.self, StoreCommand.self,
            ClientCertificateCommand.self, CompletionCommand.self, ManCommand.self,
        ])
}
