internal import Glibc

/// A queue between two threads that holds a limited number of elements: the writer waits while it is
/// full, the reader while it is empty.
///
/// It is unchecked `Sendable` because it owns a mutex and guards its elements with it.
@safe public final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>
    private let capacity: Int
    private var elements: [Element] = []
    private var isClosed = false

    /// Makes an empty queue for at most `capacity` elements.
    public init(capacity: Int) {
        precondition(capacity > 0, "a queue holds something")
        self.capacity = capacity
        unsafe mutex = .allocate(capacity: 1)
        unsafe changed = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(changed, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(changed)
        unsafe pthread_mutex_destroy(mutex)
        unsafe changed.deallocate()
        unsafe mutex.deallocate()
    }

    /// Adds an element, waiting for room; `false`, and nothing added, once the queue is closed.
    public func push(_ element: Element) -> Bool {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while elements.count >= capacity, !isClosed { unsafe pthread_cond_wait(changed, mutex) }
        if isClosed { return false }
        elements.append(element)
        unsafe pthread_cond_broadcast(changed)
        return true
    }

    /// Takes the oldest element, waiting for one; `nil` once the queue is closed and empty.
    public func pop() -> Element? {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while elements.isEmpty, !isClosed { unsafe pthread_cond_wait(changed, mutex) }
        if elements.isEmpty { return nil }
        let element = elements.removeFirst()
        unsafe pthread_cond_broadcast(changed)
        return element
    }

    /// Ends it: writers stop at once, readers after what is in it.
    public func close() {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        isClosed = true
        unsafe pthread_cond_broadcast(changed)
    }
}
