namespace MiniKubelet.Testing;

/// <summary>
/// The tests of this class need a real runtime, whose socket an environment variable names. Without it they are skipped, unless
/// <c>MINIKUBELET_REQUIRE_RUNTIMES=1</c> (as in CI): then they run and fail.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresRuntimeAttribute(string variable) : Attribute
{
    /// <summary>Docker's socket.</summary>
    public const string Docker = "MINIKUBELET_TEST_DOCKER";

    /// <summary>containerd's socket.</summary>
    public const string Containerd = "MINIKUBELET_TEST_CONTAINERD";

    private const string Required = "MINIKUBELET_REQUIRE_RUNTIMES";

    /// <summary>The environment variable.</summary>
    public string Variable => variable;

    /// <summary>Why tests that need the variable are skipped, or null when they run.</summary>
    public static string? SkipReason(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } || Environment.GetEnvironmentVariable(Required) == "1"
            ? null
            : $"{variable} is not set";

    /// <summary>The socket; throws when tests are required that have none.</summary>
    public static string SocketPath(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path
            ? path
            : throw new InvalidOperationException($"{variable} must name the runtime's socket");
}
