/// Follows the frames of a zstd file without decompressing them, to know whether they are complete.
///
/// libarchive takes a file that ends in the middle of a frame for one that ends there. The layout is that
/// of RFC 8878, section 3.1.
struct ZstdFrames {
    private enum State {
        case magic, skippableSize, descriptor, header, blockHeader, checksum
        /// Content of a block, or of a skippable frame.
        case skipping(Int)
        case invalid
    }

    private var state = State.magic
    private var collected: [UInt8] = []
    private var wanted = 4
    private var hasChecksum = false
    private var isLastBlock = false
    private var isInBlock = false
    /// Whether no block so far holds anything.
    private(set) var isContentEmpty = true
    /// Whether something stands where a frame should begin.
    private(set) var hasTrailingData = false

    /// Whether the bytes so far are whole frames.
    var isComplete: Bool {
        if case .magic = state { return collected.isEmpty }
        return false
    }

    /// Takes in more bytes.
    mutating func update(_ bytes: Span<UInt8>) {
        var offset = 0
        while offset < bytes.count {
            switch state {
            case .invalid: return
            case .skipping(let left):
                let count = min(left, bytes.count - offset)
                offset += count
                if count < left { state = .skipping(left - count) } else { contentEnded() }
            default:
                collected.append(bytes[offset])
                offset += 1
                if collected.count == wanted {
                    let field = collected
                    collected.removeAll(keepingCapacity: true)
                    fieldEnded(field)
                }
            }
        }
    }

    private mutating func fieldEnded(_ field: [UInt8]) {
        let value = field.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        switch state {
        case .magic:
            if value == 0xfd2f_b528 {
                expect(.descriptor, 1)
            } else if value & 0xffff_fff0 == 0x184d_2a50 {
                expect(.skippableSize, 4)
            } else {
                hasTrailingData = true
                state = .invalid
            }
        case .skippableSize:
            isInBlock = false
            skip(value)
        case .descriptor:
            hasChecksum = value & 4 != 0
            let isSingleSegment = value & 0x20 != 0
            let sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][value >> 6]
            let rest = (isSingleSegment ? 0 : 1) + [0, 1, 2, 4][value & 3] + sizeBytes
            if rest == 0 { expect(.blockHeader, 3) } else { expect(.header, rest) }
        case .header: expect(.blockHeader, 3)
        case .blockHeader:
            isLastBlock = value & 1 != 0
            isInBlock = true
            if value >> 3 > 0 { isContentEmpty = false }
            // One byte stands for a run (type 1); type 3 is left to the decoder to refuse.
            skip(value >> 1 & 3 == 1 ? 1 : value >> 3)
        case .checksum: expect(.magic, 4)
        case .skipping, .invalid: break
        }
    }

    private mutating func skip(_ count: Int) {
        if count == 0 { contentEnded() } else { state = .skipping(count) }
    }

    private mutating func contentEnded() {
        if isInBlock, !isLastBlock {
            expect(.blockHeader, 3)
        } else if isInBlock, hasChecksum {
            expect(.checksum, 4)
        } else {
            expect(.magic, 4)
        }
    }

    private mutating func expect(_ next: State, _ count: Int) {
        state = next
        wanted = count
    }
}
