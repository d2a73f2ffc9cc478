/// Which waiting transfer may start next: first come first served within a host, hosts in turn.
struct TransferSchedule {
    private struct Host {
        var waiting: [UInt64] = []
        var head = 0
        var active = 0
        var isEmpty: Bool { head == waiting.count }
    }

    private let limit: Int
    private let limitPerHost: Int
    private var hosts: [String: Host] = [:]
    /// The hosts with something waiting, the one to be asked first in front.
    private var order: [String] = []
    private var active = 0

    init(limit: Int, limitPerHost: Int) {
        self.limit = max(1, limit)
        self.limitPerHost = max(1, limitPerHost)
    }

    /// Puts a transfer at the end of its host's line.
    mutating func add(_ id: UInt64, host: String) {
        let wasEmpty = hosts[host]?.isEmpty ?? true
        hosts[host, default: Host()].waiting.append(id)
        if wasEmpty { order.append(host) }
    }

    /// Takes the next transfer that has a place, which it holds until `release`.
    mutating func next() -> UInt64? {
        guard active < limit,
            let position = order.firstIndex(where: { (hosts[$0]?.active ?? 0) < limitPerHost })
        else { return nil }
        let name = order.remove(at: position)
        var host = hosts.removeValue(forKey: name) ?? Host()
        let id = host.waiting[host.head]
        host.head += 1
        host.active += 1
        active += 1
        if host.isEmpty {
            host.waiting = []
            host.head = 0
        } else {
            order.append(name)
        }
        hosts[name] = host
        return id
    }

    /// Takes a transfer out of its host's line.
    mutating func remove(_ id: UInt64, host name: String) {
        guard var host = hosts.removeValue(forKey: name) else { return }
        if let position = host.waiting[host.head...].firstIndex(of: id) {
            host.waiting.remove(at: position)
            if host.isEmpty { order.removeAll { $0 == name } }
        }
        if host.active > 0 || !host.isEmpty { hosts[name] = host }
    }

    /// Gives a place back.
    mutating func release(host name: String) {
        active -= 1
        guard var host = hosts[name] else { return }
        host.active -= 1
        hosts[name] = host.active == 0 && host.isEmpty ? nil : host
    }
}
