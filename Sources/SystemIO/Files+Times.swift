internal import Glibc

extension Files {
    /// Sets the time of the last change of a file's content, in nanoseconds since the epoch.
    ///
    /// `nil` stands for now. The time of the last reading is left as it is; links are followed.
    public static func setModified(_ path: FilePath, _ nanoseconds: Int64?) throws(SystemError) {
        let kept = timespec(tv_sec: 0, tv_nsec: omitTime)
        var modified = timespec(tv_sec: 0, tv_nsec: presentTime)
        if let nanoseconds {
            // Division rounds towards zero, but the nanoseconds have to be positive before 1970 too.
            let second = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
            let borrow = second.remainder < 0
            modified = timespec(
                tv_sec: Int(second.quotient) - (borrow ? 1 : 0),
                tv_nsec: Int(second.remainder) + (borrow ? 1_000_000_000 : 0))
        }
        let times = [kept, modified]
        if unsafe utimensat(AT_FDCWD, path.string, times, 0) != 0 { throw .last("utimens", path) }
    }

    /// `UTIME_NOW` and `UTIME_OMIT` of utimensat(2), which are macros that Swift does not import.
    private static let presentTime = (1 << 30) - 1
    private static let omitTime = (1 << 30) - 2
}
