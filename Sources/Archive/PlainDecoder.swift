internal import SystemIO

/// Hands the input through.
@safe final class PlainDecoder: Decoder {
    private let input: CompressedInput
    private var rest: UnsafeRawBufferPointer

    init(_ input: CompressedInput) {
        self.input = input
        unsafe rest = UnsafeRawBufferPointer(start: nil, count: 0)
    }

    func decode(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        if unsafe rest.isEmpty {
            do throws(SystemError) { unsafe rest = try input.next() } catch { throw .system(error) }
        }
        let count = unsafe min(rest.count, buffer.count)
        unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
        unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        return count
    }
}
