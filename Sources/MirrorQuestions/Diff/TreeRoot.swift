internal import MirrorBase

/// Reads what the root of a published tree describes, although others may publish meanwhile.
enum TreeRoot {
    /// Reads by a root and, where another root took its place meanwhile, once more by that one.
    ///
    /// - Parameters:
    ///   - root: The bytes of the root as they are now.
    ///   - body: What is read by these bytes.
    static func reading<Value>(
        _ root: () throws(MirrorError) -> [UInt8],
        _ body: ([UInt8]) throws(MirrorError) -> Value
    ) throws(MirrorError) -> Value {
        let bytes = try root()
        let first = Result { () throws(MirrorError) in try body(bytes) }
        let now = try root()
        return now == bytes ? try first.get() : try body(now)
    }
}
