import Archive
import Manifest
import MirrorBase
import Testing

@testable import MirrorEngine

@Suite struct RepositoryAddressTests {
    private func source(_ own: [String], _ trust: RepositoryTrust) -> RPMSource {
        RPMSource(
            repository: "base", ownAddresses: own, architecture: "x86_64", place: .addresses(own),
            fallbacks: [], priority: 99, cost: 1000, include: [], exclude: [],
            isModuleHotfixes: false, keys: [], trust: trust, ignoresKeyExpiry: false)
    }

    @Test func `from https only a signed root leads to less`() {
        let secure = ["https://example.org/x/"]
        for trust in [RepositoryTrust.packages, .unsigned] {
            let source = source(secure, trust)
            #expect(source.allows("https://mirror.example.org/"))
            #expect(!source.allows("http://mirror.example.org/"))
            #expect(!source.allows("HTTP://mirror.example.org/"))
            #expect(self.source(["http://example.org/"], trust).allows("http://example.com/"))
        }
        for trust in [RepositoryTrust.signed, .metadata] {
            #expect(source(secure, trust).allows("http://mirror.example.org/"))
        }
    }

    @Test func `only a repository of this machine leads to its files`() {
        #expect(!source(["https://example.org/"], .signed).allows("file:///etc/"))
        #expect(source(["file:///srv/x/"], .unsigned).allows("file:///srv/y/"))
        #expect(!source(["file:///srv/x/"], .signed).allows("gopher://example.org/"))
    }

    @Test func `a Metalink's promise holds by each of its digests`() {
        let text = Array("root".utf8)
        let good = ContentHasher.digest(.sha256, of: text)
        let other = ContentHasher.digest(.sha512, of: [])
        #expect(RepositoryAddresses.Promise(choices: [other, good]).allows(text))
        #expect(!RepositoryAddresses.Promise(choices: [other]).allows(text))
    }
}
