/// Maximum matchings of a bipartite graph, after Hopcroft and Karp (1973).
///
/// Where several matchings are of the greatest size, it ends with the one that mir_eval ends with: vertices are visited
/// in the same order. The average overlap of matched notes depends on it.
struct BipartiteMatching {
    /// For each right vertex the left one that it is matched to, or −1.
    private(set) var partner: [Int]
    /// The number of matched pairs.
    private(set) var count = 0

    /// The neighbours, on the right, of each left vertex.
    private let edges: [[Int]]
    /// The left vertices with neighbours, in the order of visiting.
    private let order: [Int]

    /// For a left vertex during a phase: how it was reached.
    private enum Origin: Equatable {
        case none, free
        case right(Int)
    }
    private var origins: [Origin]
    /// For a right vertex during a phase: the left vertices of the layer before, nil where it isn't in a layer.
    private var predecessors: [[Int]?]

    /// - Parameters:
    ///   - edges: The neighbours, on the right, of each left vertex.
    ///   - order: The left vertices in the order of visiting; those without edges may be left out.
    ///   - rightCount: The number of right vertices.
    init(edges: [[Int]], order: [Int], rightCount: Int) {
        self.edges = edges
        self.order = order
        partner = [Int](repeating: -1, count: rightCount)
        origins = [Origin](repeating: .none, count: edges.count)
        predecessors = [[Int]?](repeating: nil, count: rightCount)
        matchGreedily()
        while extend() {}
        count = partner.count { $0 >= 0 }
    }

    private mutating func matchGreedily() {
        for left in order {
            if let right = edges[left].first(where: { partner[$0] < 0 }) { partner[right] = left }
        }
    }

    /// One phase: layers from the free left vertices to the nearest free right ones, then disjoint paths back.
    private mutating func extend() -> Bool {
        for right in predecessors.indices { predecessors[right] = nil }
        var isMatched = [Bool](repeating: false, count: edges.count)
        for left in partner where left >= 0 { isMatched[left] = true }
        var layer: [Int] = []
        for left in edges.indices { origins[left] = .none }
        for left in order where !isMatched[left] {
            origins[left] = .free
            layer.append(left)
        }
        var free: [Int] = []
        while !layer.isEmpty && free.isEmpty {
            var found: [Int] = []
            var reached: [Int: [Int]] = [:]
            for left in layer {
                for right in edges[left] where predecessors[right] == nil {
                    if reached[right] == nil { found.append(right) }
                    reached[right, default: []].append(left)
                }
            }
            layer.removeAll()
            for right in found {
                predecessors[right] = reached[right]
                if partner[right] >= 0 {
                    layer.append(partner[right])
                    origins[partner[right]] = .right(right)
                } else {
                    free.append(right)
                }
            }
        }
        for right in free { _ = augment(right) }
        return !free.isEmpty
    }

    /// Walks back through the layers from a right vertex to a free left one, and turns the path over if there is one.
    private mutating func augment(_ right: Int) -> Bool {
        guard let lefts = predecessors[right] else { return false }
        predecessors[right] = nil
        for left in lefts {
            let origin = origins[left]
            origins[left] = .none
            switch origin {
            case .none: continue
            case .free: break
            case .right(let before): if !augment(before) { continue }
            }
            partner[right] = left
            return true
        }
        return false
    }
}
