internal import Glibc

/// A thread of the operating system, for work that blocks and so has no place on the cooperative pool.
///
/// All signals are blocked on it, so that they are handled where the program expects them. The owner either joins it or lets it go out of scope, which leaves the thread to end by itself.
public struct Thread: ~Copyable, Sendable {
    private let handle: pthread_t

    /// What the new thread takes over: the closure and its name, in one reference.
    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// The longest name in bytes that the kernel keeps (proc(5), `comm`).
    public static let longestName = 15

    /// Starts a thread that runs `body` once and ends.
    ///
    /// `name` shows in `ps -T` and debuggers; the kernel keeps its first fifteen bytes, cut where a
    /// character ends. `stackSize` is in bytes, by default what the system gives (mostly 8 MiB). Fails
    /// with `EAGAIN` where the system has no thread left to give, and with `EINVAL` for a stack that
    /// is too small.
    public static func start(
        name: String, stackSize: Int? = nil, _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) -> Thread {
        var attributes = pthread_attr_t()
        var code = unsafe pthread_attr_init(&attributes)
        if code != 0 { throw SystemError(operation: "start thread", path: name, code: code) }
        defer { unsafe pthread_attr_destroy(&attributes) }
        if let stackSize {
            code = unsafe pthread_attr_setstacksize(&attributes, stackSize)
            if code != 0 { throw SystemError(operation: "start thread", path: name, code: code) }
        }
        let argument = unsafe Unmanaged.passRetained(Start(name: shortened(name), body: body))
            .toOpaque()
        // A thread inherits the mask of the one that starts it.
        var all = sigset_t()
        var previous = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &previous)
        var handle = pthread_t()
        code = unsafe pthread_create(&handle, &attributes, { unsafe Thread.run($0) }, argument)
        unsafe pthread_sigmask(SIG_SETMASK, &previous, nil)
        if code != 0 {
            // No thread took it over, so the reference is still ours to give back.
            unsafe Unmanaged<Start>.fromOpaque(argument).release()
            throw SystemError(operation: "start thread", path: name, code: code)
        }
        return Thread(handle: handle)
    }

    /// Where the new thread begins: takes over the closure, and calls it.
    private static func run(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument = unsafe argument else { return nil }
        let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        setCurrentName(start.name)
        start.body()
        return nil
    }

    private init(handle: pthread_t) { self.handle = handle }

    deinit { pthread_detach(handle) }

    /// Waits until the thread has run to its end; what it wrote is then visible here.
    ///
    /// A thread that joins itself is a bug and traps.
    public consuming func join() {
        let code = pthread_join(handle, nil)
        precondition(code == 0, "a thread is joined once, and not by itself")
        discard self
    }

    /// Whether the calling thread is this one.
    public var isCurrent: Bool { pthread_equal(handle, pthread_self()) != 0 }

    /// The name of the calling thread as the kernel keeps it; empty where `/proc` is not mounted.
    public static var currentName: String {
        do {
            let file = try FileHandle(reading: "/proc/thread-self/comm")
            let bytes = try file.read(upTo: 64)
            return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        } catch { return "" }
    }

    /// Names the calling thread through `/proc`, since the C library's own call is a GNU extension that
    /// Swift does not import; a name is for people only, so failing is nothing.
    private static func setCurrentName(_ name: String) {
        do {
            let file = try FileHandle(appending: "/proc/thread-self/comm")
            try file.write(Array(name.utf8))
        } catch {}
    }

    private static func shortened(_ name: String) -> String {
        var result = ""
        for character in name {
            let longer = result + String(character)
            if longer.utf8.count > longestName { break }
            result = longer
        }
        return result
    }
}
