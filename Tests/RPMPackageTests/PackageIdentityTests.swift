import RPMPackage
import Testing

@Suite struct PackageIdentityTests {
    @Test func `a module's artifact bears the epoch, a file name does not`() {
        let identity = PackageIdentity(
            name: "bind-libs", epoch: 32, version: "9.11", release: "4.el8", architecture: "x86_64")
        #expect(identity.nevra == "bind-libs-32:9.11-4.el8.x86_64")
        #expect(identity.fileStem == "bind-libs-9.11-4.el8.x86_64")
    }
}
