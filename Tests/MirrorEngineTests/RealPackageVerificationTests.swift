import MirrorBase
import MirrorTestSupport
import OpenPGP
import RPMPackage
import SystemIO
import Testing

@testable import MirrorEngine

/// Packages that others made and signed.
@Suite struct RealPackageVerificationTests {
    private typealias Subject = PackageVerification.Subject

    private func subject(_ path: FilePath, isVouchedFor: Bool = false) throws -> Subject {
        let bytes = try Files.read(path)
        return Subject(
            path: path,
            identity: try PackageFile(head: bytes, fileSize: bytes.count).identity,
            repository: "base", isVouchedFor: isVouchedFor)
    }

    private func paths(_ directory: String) throws -> [FilePath] {
        let root = try #require(Corpora.file(directory))
        return try Files.list(root).filter { $0.hasSuffix(".rpm") }.sorted().map { root / $0 }
    }

    static let centOS = "6341AB2753D78A78A7C27BB124C6A8A7F4A80EB5"
    static let extra = "91E97D7C4A5E96F17F3E888F6A2FAEA2352C64E5"

    private func shippedKeys() throws -> [TrustedKey] {
        try [("centos-7", Self.centOS), ("epel-7", Self.extra)].map { name, fingerprint in
            TrustedKey(
                name: name, data: try Files.read(ProjectRoot.path / "distros/keys/\(name).asc"),
                fingerprints: [fingerprint])
        }
    }

    @Test(.enabled(if: Corpora.arePresent, "\(Corpora.notice)"))
    func `every package of a real repository is accepted by its makers' keys`() throws {
        let subjects = try paths("rpms/centos7-k8s").map { try subject($0) }
        let verification = PackageVerification(verifier: Verifier(), keys: try shippedKeys())
        let accepted = try verification.verify(subjects, jobs: 4)
        #expect(accepted.count == 99)
        // Their headers have no digest of the payload, and their signatures are OpenPGP's version 3.
        #expect(accepted.allSatisfy { $0.payload == .signature })
        let signers = accepted.map { $0.signers.map(\.primaryFingerprint) }
        #expect(signers.count { $0 == [Self.centOS] || $0 == [Self.centOS, Self.centOS] } == 96)
        #expect(signers.count { $0.allSatisfy { $0 == Self.extra } } == 3)
    }

    @Test(.enabled(if: Corpora.arePresent, "\(Corpora.notice)"))
    func `of several that are refused the first in order is named`() throws {
        let subjects = try paths("rpms/centos7-k8s").map { try subject($0) }
        let verification = PackageVerification(
            verifier: Verifier(), keys: Array(try shippedKeys().suffix(1)))
        for jobs in [1, 3] {
            do throws(MirrorError) {
                _ = try verification.verify(subjects, jobs: jobs)
                Issue.record("accepted")
            } catch {
                #expect(error.problems[0].message.hasPrefix("`\(subjects[0].identity.fileStem)`"))
                #expect(error.problems[0].message.contains("F4A80EB5"))
            }
        }
    }

    @Test(.enabled(if: Corpora.arePresent, "\(Corpora.notice)"))
    func `signatures of other makers, in every form there is, name the key that is missing`() throws
    {
        let key = try SigningKey.standard.get()
        let trusted = TrustedKey(
            name: "key", data: Array(key.publicKey.utf8), fingerprints: [key.fingerprint])
        let verification = PackageVerification(verifier: Verifier(), keys: [trusted])
        let root = "fixtures/createrepo_c/packages"
        var refusals: [String: String] = [:]
        for path in try paths(root) {
            let subject = try subject(path, isVouchedFor: true)
            do throws(MirrorError) {
                _ = try verification.verify(subject)
            } catch { refusals[path.lastComponent] = error.problems[0].message }
        }
        #expect(refusals.count == 12)
        #expect(
            refusals["empty-signed-rsa-0-0.x86_64.rpm"]?.contains("183F6899719CE7A5") == true)
        #expect(
            refusals["empty-signed-eddsa-0-0.x86_64.rpm"]?.contains("9B34BEBB1F1D8F8A") == true)
        let multiple = refusals["empty-signed-v6-multiple-0-0.x86_64.rpm"]
        #expect(multiple?.contains("183F6899719CE7A5") == true)
        #expect(multiple?.contains("9B34BEBB1F1D8F8A") == true)
        #expect(refusals.values.count { $0.hasSuffix("is not signed") } == 9)
    }

    @Test(.enabled(if: RPMPackageBuilder.isPossible, "\(RPMPackageBuilder.notice)"))
    func `what rpmsign signs is accepted`() throws {
        let packages = [RPMPackageSpec("one"), RPMPackageSpec("two", "2:1.0-3")]
        for algorithm in ["rsa2048", "ed25519"] {
            for coversPayload in [false, true] {
                let key = try SigningKey(name: "Maker", algorithm: algorithm)
                let files = try RPMPackageBuilder.files(
                    of: packages, signature: .init(by: key, coversPayload: coversPayload))
                let trusted = TrustedKey(
                    name: "key", data: Array(key.publicKey.utf8), fingerprints: [key.fingerprint])
                let accepted = try PackageVerification(verifier: Verifier(), keys: [trusted])
                    .verify(files.map { try subject($0) }, jobs: 2)
                #expect(
                    accepted.map(\.payload)
                        == Array(repeating: coversPayload ? .signature : .headerDigest, count: 2))
                #expect(
                    accepted.allSatisfy {
                        $0.signers.allSatisfy { $0.primaryFingerprint == key.fingerprint }
                    })
            }
        }
    }
}
