internal import MirrorBase
internal import SystemIO
internal import Transfer

extension TransferClient {
    /// A small file's content, through a file of its own in `directory`.
    func bytes(
        of url: String, through directory: FilePath, limit: Int, _ identity: ClientIdentity? = nil
    ) async throws(TransferError) -> [UInt8] {
        let file = directory / ".fetch-\(UInt64.random(in: 0...UInt64.max))"
        defer { try? Files.remove(file) }
        let request = TransferRequest(
            name: url, urls: [url], destination: file, maximumSize: limit, resumes: false,
            identity: identity)
        _ = try await fetch(request)
        do { return try Files.read(file) } catch {
            throw TransferError(name: url, kind: .disk(error))
        }
    }
}
