// Where credentials come from, and the calls that fetch them, byte by byte.

import Testing

@testable import GateSign

@Suite struct CredentialChainTests {
    private static let files = [
        "/home/u/.aws/credentials": "[default]\naws_access_key_id = F\naws_secret_access_key=G\n[other]\n"
            + "aws_access_key_id=O\r\naws_secret_access_key=P\r\naws_session_token = Q=\r\n",
        "/home/u/.aws/config": """
        # c
        [default]
        region=eu-west-1
        [profile conf]
        aws_access_key_id=C
        aws_secret_access_key=D
        [profile sso]
        sso_session = corp
        sso_account_id=123456789012
        sso_role_name = Reader
        [sso-session corp]
        sso_start_url=https://corp.awsapps.com/start
        sso_region=eu-north-1
        sso_registration_scopes=sso:account:access
        [profile old-sso]
        sso_start_url=https://corp.awsapps.com/start
        sso_region=us-east-2
        sso_account_id=1
        sso_role_name=R
        aws_access_key_id=C
        aws_secret_access_key=D
        [profile no-role]
        sso_session=corp
        sso_account_id=1
        [profile no-session]
        sso_session=none
        sso_account_id=1
        sso_role_name=R
        [profile signed-on]
        role_arn=arn:aws:iam::1:role/i
        source_profile=sso
        [profile command]
        credential_process = /bin/x --for "a b" 'c"d' e\\ f ""
        [profile keys-and-command]
        credential_process=/bin/x
        aws_access_key_id=C
        aws_secret_access_key=D
        [profile through-command]
        role_arn=arn:aws:iam::1:role/t
        source_profile=command
        [profile broken]
        credential_process=/bin/x "a
        [profile assumed]
        role_arn=arn:aws:iam::1:role/a
        source_profile=other
        external_id = e
        role_session_name=s
        region = us-west-2
        [profile twice]
        role_arn=arn:aws:iam::1:role/b
        source_profile=assumed
        [profile own]
        aws_access_key_id=X
        aws_secret_access_key=Y
        role_arn=arn:aws:iam::1:role/own
        source_profile=own
        [profile circle]
        role_arn=arn:aws:iam::1:role/c
        source_profile=circle2
        [profile circle2]
        role_arn=arn:aws:iam::1:role/d
        source_profile=circle
        [profile web]
        role_arn=arn:aws:iam::1:role/w
        web_identity_token_file=/token
        [profile machine]
        role_arn=arn:aws:iam::1:role/m
        credential_source=Ec2InstanceMetadata
        [profile environment]
        role_arn=arn:aws:iam::1:role/e
        credential_source=Environment
        [profile mfa]
        role_arn=arn:aws:iam::1:role/f
        source_profile=other
        mfa_serial=arn:aws:iam::1:mfa/u
        """,
    ]

    private func find(_ environment: [String: String]) -> CredentialSource {
        CredentialChain(environment: environment.merging(["HOME": "/home/u"]) { own, _ in own }) {
            CredentialChainTests.files[$0]
        }.find()
    }

    private func keys(_ id: String, _ secret: String, _ token: String = "") -> CredentialSource {
        .fixed(AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token))
    }

    private func role(_ name: String, session: String = "gatewright", id: String = "", region: String = "eu-west-1")
        -> AssumedRole
    {
        AssumedRole(arn: "arn:aws:iam::1:role/\(name)", sessionName: session, externalID: id, region: region)
    }

    @Test func environmentComesBeforeFiles() {
        let own = ["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "B", "AWS_SESSION_TOKEN": "T"]
        #expect(find(own) == keys("A", "B", "T"))
        #expect(find([:]) == keys("F", "G"))
        #expect(find(["AWS_PROFILE": "other"]) == keys("O", "P", "Q="))
        #expect(find(["AWS_PROFILE": "conf"]) == keys("C", "D"))
        let web = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "arn:aws:iam::1:role/w"]
        #expect(find(web) == .webIdentity(role("w"), tokenFile: "/t"))
        #expect(find(web.merging(own) { $1 }) == keys("A", "B", "T"))
        #expect(
            find(web.merging(["AWS_ROLE_SESSION_NAME": "n", "AWS_REGION": "ap-south-1"]) { $1 })
                == .webIdentity(role("w", session: "n", region: "ap-south-1"), tokenFile: "/t"))
    }

    @Test func profilesAssumeRoles() {
        let assumed = CredentialSource.role(
            role("a", session: "s", id: "e", region: "us-west-2"), from: keys("O", "P", "Q="))
        #expect(find(["AWS_PROFILE": "assumed"]) == assumed)
        // The region is that of the profile in use.
        let inner = CredentialSource.role(
            role("a", session: "s", id: "e", region: "us-east-1"), from: keys("O", "P", "Q="))
        #expect(find(["AWS_PROFILE": "twice"]) == .role(role("b", region: "us-east-1"), from: inner))
        #expect(find(["AWS_PROFILE": "own"]) == .role(role("own", region: "us-east-1"), from: keys("X", "Y")))
        #expect(find(["AWS_PROFILE": "web"]) == .webIdentity(role("w", region: "us-east-1"), tokenFile: "/token"))
        #expect(
            find(["AWS_PROFILE": "machine"])
                == .role(
                    role("m", region: "us-east-1"), from: .instance(endpoint: CredentialChain.instanceEndpoint)))
        #expect(
            find(["AWS_PROFILE": "environment"])
                == .unsupported("`role_arn` of profile `environment`: its source has no credentials"))
        #expect(find(["AWS_PROFILE": "mfa"]) == .unsupported("`mfa_serial` of profile `mfa`"))
        #expect(
            find(["AWS_PROFILE": "circle"])
                == .unsupported("`source_profile` of profile `circle`: profiles that lead in a circle"))
    }

    @Test func profilesSignOn() {
        guard case .signOn(let session) = find(["AWS_PROFILE": "sso"]) else {
            Issue.record("no single sign-on")
            return
        }
        #expect(session.session == "corp" && session.region == "eu-north-1")
        #expect(session.accountID == "123456789012" && session.roleName == "Reader")
        // SHA-1 of the session's name.
        #expect(
            session.tokenFile == "/home/u/.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json")
        guard case .signOn(let old) = find(["AWS_PROFILE": "old-sso"]) else {
            Issue.record("no single sign-on without a session")
            return
        }
        #expect(old.session == "https://corp.awsapps.com/start" && old.region == "us-east-2")
        #expect(old.tokenFile == "/home/u/.aws/sso/cache/a51746d4aa793ae07b25e90c3a5db96fc7832bd7.json")
        #expect(
            find(["AWS_PROFILE": "signed-on"])
                == .role(role("i", region: "us-east-1"), from: find(["AWS_PROFILE": "sso"])))
        #expect(
            find(["AWS_PROFILE": "no-role"])
                == .unsupported("`sso_session` of profile `no-role`: no `sso_role_name`"))
        #expect(
            find(["AWS_PROFILE": "no-session"])
                == .unsupported("`sso_session` of profile `no-session`: no `sso_region`"))
    }

    @Test func profilesRunPrograms() {
        let words = ["/bin/x", "--for", "a b", "c\"d", "e f", ""]
        let command = CredentialSource.command(CredentialCommand(profile: "command", words: words))
        #expect(find(["AWS_PROFILE": "command"]) == command)
        #expect(find(["AWS_PROFILE": "keys-and-command"]) == keys("C", "D"))
        #expect(
            find(["AWS_PROFILE": "through-command"]) == .role(role("t", region: "us-east-1"), from: command))
        #expect(
            find(["AWS_PROFILE": "broken"])
                == .unsupported("`credential_process` of profile `broken`: a quotation mark without its second"))
    }

    @Test func containersAndInstancesComeLast() {
        func find(_ environment: [String: String]) -> CredentialSource {
            self.find(environment.merging(["AWS_PROFILE": "nobody"]) { $1 })
        }
        func container(_ url: String, _ token: String = "", _ file: String = "") -> CredentialSource? {
            if case .container(let endpoint) = find([
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": url, "AWS_CONTAINER_AUTHORIZATION_TOKEN": token,
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": file,
            ]) {
                #expect(endpoint.url == url)
                #expect(endpoint.authorization == (file.isEmpty ? token : ""))
                #expect(endpoint.authorizationFile == file)
                return .container(endpoint)
            }
            return nil
        }
        for url in [
            "http://127.0.0.1:8080/c", "http://localhost/c?x=1", "http://[::1]:1/",
            "http://169.254.170.23/v1/credentials",
            "http://[fd00:ec2::23]/v1", "https://anywhere.example/c",
        ] { #expect(container(url, "t") != nil && container(url, "t", "/f") != nil, "\(url)") }
        for url in [
            "http://10.0.0.1/c", "http://127.0.0.1.example/", "http://127.evil.0.1/", "http://x@h/", "ftp://h/",
        ] {
            #expect(container(url) == nil, "\(url)")
        }
        if case .container(let endpoint) = find(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/x"]) {
            #expect(endpoint.url == "http://169.254.170.2/v2/credentials/x")
        } else {
            Issue.record("the relative URI is not used")
        }
        #expect(find([:]) == .instance(endpoint: "http://169.254.169.254"))
        #expect(find(["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://h:1/"]) == .instance(endpoint: "http://h:1"))
        #expect(find(["AWS_EC2_METADATA_DISABLED": "TRUE"]) == .none)
    }
}

@Suite struct CredentialCallTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func requestsAreForms() {
        let role = AssumedRole(arn: "arn:aws:iam::1:role/a b", sessionName: "s", externalID: "x&y", region: "r")
        #expect(
            text(CredentialCalls.assumeRole(role, host: "sts.test:1", path: ""))
                == "POST / HTTP/1.1\r\nHost: sts.test:1\r\n"
                + "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\nContent-Length: 117\r\n"
                + "Connection: close\r\n\r\nAction=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fa%20b"
                + "&RoleSessionName=s&ExternalId=x%26y")
        let web = text(CredentialCalls.assumeRole(role, token: "a.b+c", host: "h", path: "/sts"))
        #expect(web.hasPrefix("POST /sts HTTP/1.1\r\n"))
        #expect(web.contains("\r\n\r\nAction=AssumeRoleWithWebIdentity&Version=2011-06-15&"))
        #expect(web.hasSuffix("&RoleSessionName=s&WebIdentityToken=a.b%2Bc"))
        #expect(
            text(CredentialCalls.metadataToken(host: "h", path: "/m"))
                == "PUT /m/latest/api/token HTTP/1.1\r\nHost: h\r\nX-aws-ec2-metadata-token-ttl-seconds: 21600\r\n"
                + "Content-Length: 0\r\nConnection: close\r\n\r\n")
        #expect(
            text(CredentialCalls.get("/p", host: "h", field: "Authorization", value: "t"))
                == "GET /p HTTP/1.1\r\nHost: h\r\nAuthorization: t\r\nConnection: close\r\n\r\n")
        #expect(text(CredentialCalls.get("", host: "h")) == "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    }

    private func sts(_ id: String = "ASIA", token: String = "t+/=", time: String = "2026-11-27T08:00:00Z") -> [UInt8] {
        Array(
            """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
            <SessionToken>\n  \(token)\n</SessionToken><SecretAccessKey>s&amp;k</SecretAccessKey>
            <Expiration>\(time)</Expiration><AccessKeyId>\(id)</AccessKeyId></Credentials></AssumeRoleResult>
            </AssumeRoleResponse>
            """.utf8)
    }

    @Test func readsSTS() throws {
        let issued = try #require(CredentialCalls.readSTS(sts()))
        #expect(issued.credentials == AWSCredentials(accessKeyID: "ASIA", secretAccessKey: "s&k", sessionToken: "t+/="))
        #expect(issued.expires == 1_795_766_400_000)
        for broken in [
            sts(""), sts("A\r\nX: y"), sts(token: "a b"), sts(time: "tomorrow"), sts(time: ""), [], Array("<a>".utf8),
            Array(sts().dropLast(120)),
        ] { #expect(CredentialCalls.readSTS(broken) == nil) }
        let error =
            "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not &lt;you&gt;</Message></Error></ErrorResponse>"
        #expect(CredentialCalls.readSTSError(Array(error.utf8)) == "AccessDenied: not <you>")
        #expect(CredentialCalls.readSTSError(Array("<html>".utf8)) == nil)
    }

    @Test func readsJSON() {
        func read(_ text: String) -> IssuedCredentials? { CredentialCalls.readJSON(Array(text.utf8)) }
        let keys = AWSCredentials(accessKeyID: "A", secretAccessKey: "S", sessionToken: "T")
        #expect(
            read(#"{"AccessKeyId":"A","SecretAccessKey":"S","Token":"T","Expiration":"1970-01-01T00:00:01Z"}"#)
                == IssuedCredentials(credentials: keys, expires: 1_000))
        #expect(read(#"{"AccessKeyId":"A","SecretAccessKey":"S","Token":"T"}"#)?.expires == nil)
        for broken in [
            "", "[]", "{", #"{"AccessKeyId":"A"}"#, #"{"AccessKeyId":1,"SecretAccessKey":"S"}"#,
            #"{"AccessKeyId":"A\n","SecretAccessKey":"S"}"#,
            #"{"AccessKeyId":"A","SecretAccessKey":"S","Expiration":"soon"}"#,
        ] { #expect(read(broken) == nil, "\(broken)") }
    }

    @Test func readsPrograms() {
        func read(_ text: String) -> IssuedCredentials? { CredentialCalls.readCommand(Array(text.utf8)) }
        let keys = AWSCredentials(accessKeyID: "A", secretAccessKey: "S", sessionToken: "T")
        let time = #","Expiration":"1970-01-01T01:00:01+01:00"}"#
        let text = #"{"Version": 1, "AccessKeyId":"A","SecretAccessKey":"S","SessionToken":"T""#
        #expect(read(text + time) == IssuedCredentials(credentials: keys, expires: 1_000))
        #expect(read(text + "}")?.expires == nil)
        for broken in [
            "", text, #"{"AccessKeyId":"A","SecretAccessKey":"S"}"#,
            #"{"Version": 2,"AccessKeyId":"A","SecretAccessKey":"S"}"#,
        ] {
            #expect(read(broken) == nil, "\(broken)")
        }
    }

    @Test func readsThePortal() throws {
        func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
        let body =
            #"{"roleCredentials":{"accessKeyId":"A","secretAccessKey":"S","sessionToken":"T","expiration":9000}}"#
        let keys = AWSCredentials(accessKeyID: "A", secretAccessKey: "S", sessionToken: "T")
        #expect(CredentialCalls.readPortal(bytes(body)) == IssuedCredentials(credentials: keys, expires: 9_000))
        for broken in ["{}", #"{"roleCredentials":[]}"#, body.replacing("9000", with: "\"soon\"")] {
            #expect(CredentialCalls.readPortal(bytes(broken)) == nil, "\(broken)")
        }
        #expect(CredentialCalls.readPortalError(bytes(#"{"message":"No access"}"#)) == "No access")
        let file = #"{"startUrl":"u","accessToken":"t","expiresAt":"1970-01-01T00:00:02UTC","region":"r"}"#
        let token = try #require(CredentialCalls.readSignOn(bytes(file)))
        #expect(token.token == "t" && token.expires == 2_000)
        #expect(CredentialCalls.readSignOn(bytes(#"{"accessToken":"t"}"#)) == nil)
    }

    @Test(arguments: [
        ("2026-11-27T08:00:00+01:00", 1_795_762_800_000), ("2026-11-27T08:00:00.5-00:30", 1_795_768_200_000),
        ("2026-11-27T08:00:00UTC", 1_795_766_400_000),
        ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59Z", 951_868_799_000),
        ("2026-11-27T08:00:00.123Z", 1_795_766_400_000),
        ("2100-03-01T00:00:00Z", 4_107_542_400_000),
    ])
    func readsTimes(_ text: String, _ milliseconds: Int64) {
        #expect(CredentialCalls.milliseconds(text) == milliseconds)
    }

    @Test(arguments: [
        "", "2026-11-27", "2026-11-27T08:00:00", "2026-11-27T08:00:00+0100", "2026-13-27T08:00:00Z",
        "2026-11-27T24:00:00Z",
        "2026-11-27 08:00:00Z", "20a6-11-27T08:00:00Z",
    ])
    func refusesOtherTimes(_ text: String) {
        #expect(CredentialCalls.milliseconds(text) == nil)
    }
}
