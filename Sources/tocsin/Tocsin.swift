@main
struct Tocsin {
  static func main() {
    print("tocsin 0.1.0")
  }
}
