// Tokens of user pools, minted by moto's cognito-idp for boto3 as the client. Left out where Tests/Support/moto cannot
// be installed.

import Foundation
import Testing

@Suite struct CognitoTests {
    private static func method(_ path: String, _ security: String) -> String {
        """
          /\(path):
            get:
              security: [{\(security)}]
              responses: {"200": {description: ok}}
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"statusCode": 200}'}
                responses:
                  default:
                    statusCode: "200"
                    responseTemplates:
                      application/json: >-
                        $context.authorizer.claims['cognito:username'] $context.authorizer.claims.token_use
                        $context.authorizer.claims.username $context.authorizer.claims['custom:plan']

        """
    }

    private static let specification =
        """
        openapi: "3.0.1"
        info: {title: t, version: "1"}
        paths:

        """ + method("identity", "pool: []") + method("access", "pool: [aws.cognito.signin.user.admin, pets/read]")
        + method("scoped", "pool: [pets/write]") + method("jwt", "jwt: [aws.cognito.signin.user.admin]") + """
            components:
              securitySchemes:
                pool:
                  type: apiKey
                  name: Authorization
                  in: header
                  x-amazon-apigateway-authtype: cognito_user_pools
                  x-amazon-apigateway-authorizer:
                    type: cognito_user_pools
                    providerARNs: ["arn:aws:cognito-idp:us-east-1:123456789012:userpool/${stageVariables.pool}"]
                jwt:
                  type: apiKey
                  name: Authorization
                  in: header
                  x-amazon-apigateway-authorizer:
                    type: jwt
                    jwtConfiguration:
                      defaultAlgorithms: [RS256]
                      issuers:
                        - issuer: https://cognito-idp.us-east-1.amazonaws.com/POOL
                          audiences: [CLIENT]
            """

    /// Makes a pool with a user; prints pool, client, ID token, access token, and the ID token of another pool.
    private static let client = """
        import boto3, sys
        idp = boto3.client("cognito-idp", region_name="us-east-1", endpoint_url=sys.argv[1],
                           aws_access_key_id="test", aws_secret_access_key="test")
        lines = []
        for name in ["pets", "others"]:
            pool = idp.create_user_pool(PoolName=name, Schema=[
                {"Name": "plan", "AttributeDataType": "String", "Mutable": True}])["UserPool"]["Id"]
            client = idp.create_user_pool_client(UserPoolId=pool, ClientName="c",
                ExplicitAuthFlows=["ADMIN_NO_SRP_AUTH"])["UserPoolClient"]["ClientId"]
            idp.admin_create_user(UserPoolId=pool, Username="findus", TemporaryPassword="Temporary-1",
                UserAttributes=[{"Name": "custom:plan", "Value": "gold"}])
            idp.admin_set_user_password(UserPoolId=pool, Username="findus", Password="Permanent-1", Permanent=True)
            tokens = idp.admin_initiate_auth(UserPoolId=pool, ClientId=client, AuthFlow="ADMIN_NO_SRP_AUTH",
                AuthParameters={"USERNAME": "findus", "PASSWORD": "Permanent-1"})["AuthenticationResult"]
            lines += [pool, client, tokens["IdToken"], tokens["AccessToken"]]
        print("\\n".join(lines))
        """

    // Facts: mapping-5.3, access-6.4
    @Test func tokensOfUserPoolsPass() throws {
        guard let moto = try ServiceTests.Moto() else {
            print("left out: moto cannot be installed")
            return
        }
        let address = "http://127.0.0.1:\(moto.port)"
        let minted = try mint(address)
        try #require(minted.count == 8, "\(minted)")
        let (pool, client, identity, access, other) = (minted[0], minted[1], minted[2], minted[3], minted[6])
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cognito-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try CognitoTests.specification.replacing("POOL", with: pool).replacing("CLIENT", with: client).write(
            to: folder.appendingPathComponent("api.yaml"), atomically: true, encoding: .utf8)
        let server = try Serving(
            ["api.yaml", "--var", "pool=\(pool)"], in: folder, environment: ["AWS_ENDPOINT_URL_COGNITO_IDP": address])
        // The machine may be busy: keys that could not be had in time are asked for again.
        try poll("the keys are here") {
            try server.get("/identity", headers: "Authorization: \(identity)\r\n").status == 200
        }
        func expect(
            _ path: String, _ token: String, _ status: Int, _ body: String, line: SourceLocation = #_sourceLocation
        )
            throws
        {
            for scheme in ["", "Bearer "] {
                let answer = try server.get(path, headers: "Authorization: \(scheme)\(token)\r\n")
                #expect(answer.status == status && answer.body.contains(body), "\(answer)", sourceLocation: line)
            }
        }
        let refused = "{\"message\":\"Unauthorized\"}"
        try expect("/identity", identity, 200, "findus id  gold")
        try expect("/identity", access, 401, refused)
        try expect("/identity", other, 401, refused)
        try expect("/access", access, 200, "access findus")
        try expect("/access", identity, 401, refused)
        try expect("/scoped", access, 401, refused)
        try expect("/jwt", access, 200, "\"access\" \"findus\"")
        try expect("/jwt", identity, 403, "User is not authorized to access this resource")
        try expect("/jwt", other, 401, refused)
        try expect("/jwt", String(access.dropLast(4)), 401, refused)
        #expect(try server.get("/identity").status == 401)
        // Tokens stand in no log.
        let shown = try server.output + server.error
        #expect(!shown.contains(identity.suffix(40)) && !shown.contains(access.suffix(40)))
    }

    private func mint(_ address: String) throws -> [String] {
        let python = Process()
        python.executableURL = Command.root.appendingPathComponent(".build/moto/bin/python")
        python.arguments = ["-c", CognitoTests.client, address]
        let pipe = Pipe()
        python.standardOutput = pipe
        try python.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        python.waitUntilExit()
        return text.split(separator: "\n").map(String.init)
    }
}
