import RPMRepository
import Testing

@Suite struct RepositoryLocationTests {
    @Test func `signature and key lie beside the root`() {
        #expect(RepositoryLocation.rootSignature == RepositoryLocation.root + ".asc")
        #expect(RepositoryLocation.rootKey == RepositoryLocation.root + ".key")
    }
}
