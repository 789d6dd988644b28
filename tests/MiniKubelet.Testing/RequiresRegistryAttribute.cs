namespace MiniKubelet.Testing;

/// <summary>
/// The test needs the registry that <c>scripts/registry.sh</c> makes; <c>MINIKUBELET_TEST_REGISTRY</c> names its folder.
/// Skipped without, unless <c>MINIKUBELET_REQUIRE_RUNTIMES=1</c>: then it runs and fails. For a test or for a whole class.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequiresRegistryAttribute : Attribute
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "MINIKUBELET_TEST_REGISTRY";
}
