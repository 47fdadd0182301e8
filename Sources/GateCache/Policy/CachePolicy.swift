// What a cache keeps when it is full: W-TinyLFU (Einziger, Friedman, Manes, 2017), with weights as in "Lightweight
// Robust Size Aware Cache Management" (Einziger et al., 2022). It knows nothing of keys and values: entries are numbers
// that it hands out, with a hash, a weight and a time at which they are worth nothing any more.
//
//            ┌──────────┐ leaves  ┌───────────┐ asked for ┌───────────┐
//   new ───► │  window  │ ──────► │ probation │ ────────► │ protected │
//            └──────────┘    │    └───────────┘ ◄──────── └───────────┘
//             1 %, by age    │ or out            overflow   80 % of the rest
//                            ▼
//        stays if it was asked for more often than those that would have to go, together
//
// A burst of keys that nobody asks for again passes through the window and pushes nothing else out.

/// Decides which entries stay.
package struct CachePolicy: ~Copyable {
    /// The window's part of the capacity, in hundredths. The paper's.
    private static let windowPercent = 1
    /// The protected part of the rest, in hundredths. The paper's.
    private static let protectedPercent = 80
    /// Keys that the first sketch is made for.
    private static let sketchCapacityMin = 1_024

    private enum Queue: UInt8 {
        case window
        case probation
        case protected
        case free
    }

    private struct Node {
        var hash: UInt64 = 0
        var expires: UInt64 = 0
        var weight = 0
        var previous: UInt32 = 0
        var next: UInt32 = 0
        var queue = Queue.free
    }

    /// Number of no entry. The numbers below are the queues' heads.
    package static let none: UInt32 = 0
    private static let heads: UInt32 = 4

    /// Weight of everything that is kept, at most.
    package let capacity: Int
    /// Weight of what is kept.
    package private(set) var weight = 0
    package private(set) var count = 0
    private let windowMax: Int
    private let protectedMax: Int
    private var windowWeight = 0
    private var protectedWeight = 0
    private var nodes: UnsafeMutablePointer<Node>
    private var nodeCapacity: Int
    private var used = CachePolicy.heads
    private var firstFree = CachePolicy.none
    private var sketch: FrequencySketch

    package init(capacity: Int) {
        self.capacity = capacity
        windowMax = capacity * CachePolicy.windowPercent / 100
        protectedMax = (capacity - windowMax) * CachePolicy.protectedPercent / 100
        nodeCapacity = 64
        nodes = .allocate(capacity: nodeCapacity)
        nodes.initialize(repeating: Node(), count: nodeCapacity)
        sketch = FrequencySketch(capacity: CachePolicy.sketchCapacityMin)
        for queue in [Queue.window, .probation, .protected] {
            let head = CachePolicy.head(queue)
            nodes[Int(head)].previous = head
            nodes[Int(head)].next = head
            nodes[Int(head)].queue = queue
        }
    }

    deinit { nodes.deallocate() }

    /// Entries below this number have been handed out.
    package var numberEnd: UInt32 { used }

    // MARK: Uses

    /// Somebody asked for an entry that is there.
    package mutating func touch(_ entry: UInt32) {
        let node = nodes[Int(entry)]
        sketch.add(node.hash)
        switch node.queue {
        case .window, .protected:
            unlink(entry)
            link(entry, node.queue)
        case .probation:
            move(entry, to: .protected)
            while protectedWeight > protectedMax {
                move(nodes[Int(CachePolicy.head(.protected))].previous, to: .probation)
            }
        case .free: break
        }
    }

    /// Somebody asked for what is not there.
    package mutating func miss(_ hash: UInt64) { sketch.add(hash) }

    // MARK: Entries

    /// Takes an entry up and hands every entry that has to go to `evict`; the new one may be among them.
    /// - Returns: Its number; `none` when it is heavier than all that may be kept.
    package mutating func add(
        _ hash: UInt64, weight: Int, expires: UInt64, now: UInt64, evict: (UInt32) -> Void
    ) -> UInt32 {
        if weight > capacity - windowMax { return CachePolicy.none }
        growSketch()
        if sketch.frequency(hash) == 0 { sketch.add(hash) }
        let entry = takeNode()
        nodes[Int(entry)].hash = hash
        nodes[Int(entry)].weight = weight
        nodes[Int(entry)].expires = expires
        count += 1
        self.weight += weight
        windowWeight += weight
        nodes[Int(entry)].queue = .window
        link(entry, .window)
        if weight > windowMax {
            settle(entry, now: now, evict)
            return nodes[Int(entry)].queue == .free ? CachePolicy.none : entry
        }
        while windowWeight > windowMax {
            settle(nodes[Int(CachePolicy.head(.window))].previous, now: now, evict)
        }
        return entry
    }

    /// Forgets an entry.
    package mutating func remove(_ entry: UInt32) {
        let node = nodes[Int(entry)]
        unlink(entry)
        account(node.queue, -node.weight)
        weight -= node.weight
        count -= 1
        nodes[Int(entry)].queue = .free
        nodes[Int(entry)].next = firstFree
        firstFree = entry
    }

    /// Moves an entry out of the window: to the main part, or out of the cache.
    private mutating func settle(_ entry: UInt32, now: UInt64, _ evict: (UInt32) -> Void) {
        let node = nodes[Int(entry)]
        let lacking = (weight - windowWeight) + node.weight - (capacity - windowMax)
        if lacking <= 0 || makesRoom(for: node, lacking: lacking, now: now, evict) {
            move(entry, to: .probation)
        } else {
            evict(entry)
            remove(entry)
        }
    }

    /// Evicts others of the main part when the newcomer was asked for more often than all of them together.
    private mutating func makesRoom(
        for node: Node, lacking: Int, now: UInt64, _ evict: (UInt32) -> Void
    ) -> Bool {
        let own = node.expires <= now ? 0 : sketch.frequency(node.hash)
        var freed = 0
        var sum = 0
        var victim = firstVictim
        while freed < lacking {
            if victim == CachePolicy.none { return false }
            let other = nodes[Int(victim)]
            if other.expires > now { sum += sketch.frequency(other.hash) }
            if sum >= own { return false }
            freed += other.weight
            victim = victimBehind(victim)
        }
        freed = 0
        while freed < lacking {
            let victim = firstVictim
            freed += nodes[Int(victim)].weight
            evict(victim)
            remove(victim)
        }
        return true
    }

    /// The oldest of the probation, then of the protected.
    private var firstVictim: UInt32 {
        let first = oldest(.probation)
        return first == CachePolicy.none ? oldest(.protected) : first
    }

    private func victimBehind(_ victim: UInt32) -> UInt32 {
        let next = nodes[Int(victim)].previous
        if next >= CachePolicy.heads { return next }
        return nodes[Int(victim)].queue == .probation ? oldest(.protected) : CachePolicy.none
    }

    private func oldest(_ queue: Queue) -> UInt32 {
        let entry = nodes[Int(CachePolicy.head(queue))].previous
        return entry >= CachePolicy.heads ? entry : CachePolicy.none
    }

    // MARK: Queues

    private static func head(_ queue: Queue) -> UInt32 { UInt32(queue.rawValue) + 1 }

    private mutating func account(_ queue: Queue, _ change: Int) {
        switch queue {
        case .window: windowWeight += change
        case .protected: protectedWeight += change
        case .probation, .free: break
        }
    }

    private mutating func move(_ entry: UInt32, to queue: Queue) {
        let node = nodes[Int(entry)]
        unlink(entry)
        account(node.queue, -node.weight)
        account(queue, node.weight)
        nodes[Int(entry)].queue = queue
        link(entry, queue)
    }

    /// Puts an entry in front.
    private mutating func link(_ entry: UInt32, _ queue: Queue) {
        let head = CachePolicy.head(queue)
        let first = nodes[Int(head)].next
        nodes[Int(entry)].previous = head
        nodes[Int(entry)].next = first
        nodes[Int(first)].previous = entry
        nodes[Int(head)].next = entry
    }

    private mutating func unlink(_ entry: UInt32) {
        let node = nodes[Int(entry)]
        nodes[Int(node.previous)].next = node.next
        nodes[Int(node.next)].previous = node.previous
    }

    // MARK: Memory

    private mutating func takeNode() -> UInt32 {
        if firstFree != CachePolicy.none {
            let entry = firstFree
            firstFree = nodes[Int(entry)].next
            return entry
        }
        if Int(used) == nodeCapacity {
            let larger = UnsafeMutablePointer<Node>.allocate(capacity: nodeCapacity * 2)
            larger.moveInitialize(from: nodes, count: nodeCapacity)
            (larger + nodeCapacity).initialize(repeating: Node(), count: nodeCapacity)
            nodes.deallocate()
            nodes = larger
            nodeCapacity *= 2
        }
        defer { used += 1 }
        return used
    }

    /// More entries than the sketch is made for: a larger one, which begins without a past.
    private mutating func growSketch() {
        if count >= sketch.capacity { sketch = FrequencySketch(capacity: sketch.capacity * 2) }
    }
}
