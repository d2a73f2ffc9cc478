import Manifest
import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

@testable import MirrorEngine

@Suite struct CertificateFinderTests {
    /// The certificate that a distro file names, by paths below `directory`.
    private func named(
        _ directory: FilePath, _ certificate: String, key: String? = nil, ca: String? = nil
    ) throws -> ClientCertificate {
        var fields = ["certificate: \(directory / certificate)"]
        if let key { fields.append("key: \(directory / key)") }
        if let ca { fields.append("ca: \(directory / ca)") }
        let text = """
            name: d
            family: rpm
            release: "9"
            architectures: [x86_64]
            groups: []
            repositories:
              - id: base
                url: https://example.org/
                trust: unsigned
                client-certificate: {\(fields.joined(separator: ", "))}
            """
        let distro = try Distro(file: "d.yaml", bytes: Array(text.utf8))
        return try #require(distro.repositories[0].clientCertificate)
    }

    /// Writes files of rising age: the first one is the newest.
    private func write(_ names: [String], to directory: FilePath) throws {
        for (index, name) in names.enumerated() {
            try Files.replace(directory / name, with: [])
            try Files.setModified(
                directory / name, Int64(1_000_000 - index) * 1_000_000_000)
        }
    }

    @Test func `the newest certificate counts, with the key beside it`() throws {
        let directory = try TemporaryDirectory("certificates")
        try write(
            ["7.pem", "9-key.pem", "9.pem", "7-key.pem", "ca.crt", "note.txt"],
            to: directory.path)
        let identity = try CertificateFinder.identity(
            named(directory.path, "*.pem", ca: "ca.*"), of: "base")
        #expect(identity.certificate == directory.path / "7.pem")
        #expect(identity.key == directory.path / "7-key.pem")
        #expect(identity.authorities == directory.path / "ca.crt")
    }

    @Test func `of two of one age the first by name counts`() throws {
        let directory = try TemporaryDirectory("certificates")
        for name in ["2.pem", "1.pem", "3.pem"] {
            try Files.replace(directory.path / name, with: [])
            try Files.setModified(directory.path / name, 5)
        }
        let identity = try CertificateFinder.identity(named(directory.path, "?.pem"), of: "base")
        #expect(identity.certificate == directory.path / "1.pem")
        #expect(identity.key == nil && identity.authorities == nil)
    }

    @Test func `a key that is named may be another's name, or one of a pattern`() throws {
        let directory = try TemporaryDirectory("certificates")
        try write(["b-key.pem", "a-key.pem", "a.pem", "own.key"], to: directory.path)
        let named = try CertificateFinder.identity(
            named(directory.path, "a.pem", key: "own.key"), of: "base")
        #expect(named.key == directory.path / "own.key")
        let matched = try CertificateFinder.identity(
            self.named(directory.path, "*.pem", key: "*-key.pem"), of: "base")
        #expect(matched.certificate == directory.path / "a.pem")
        #expect(matched.key == directory.path / "a-key.pem")
    }

    @Test(
        arguments: [
            ("*.pem", nil, nil, "certificate"), ("absent.pem", nil, nil, "certificate"),
            ("a.crt", "*.key", nil, "key"), ("a.crt", nil, "ca.crt", "certificate authority"),
            ("no/where/*.pem", nil, nil, "certificate"),
        ] as [(String, String?, String?, String)])
    func `what is missing is said, with what to do`(
        _ certificate: String, _ key: String?, _ ca: String?, _ what: String
    ) throws {
        let directory = try TemporaryDirectory("certificates")
        try write(["a.crt", "a-key.pem"], to: directory.path)
        let named = try named(directory.path, certificate, key: key, ca: ca)
        let error = try #require(throws: MirrorError.self) {
            _ = try CertificateFinder.identity(named, of: "base")
        }
        #expect(error.category == .usage)
        #expect(error.problems[0].message.hasPrefix("the \(what) for `base` is not there"))
        #expect(error.problems[0].hints.count == 2)
    }
}
