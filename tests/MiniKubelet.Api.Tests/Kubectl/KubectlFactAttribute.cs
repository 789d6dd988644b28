namespace MiniKubelet.Api.Tests.Kubectl;

/// <summary>Needs kubectl on the PATH; skipped without it, unless the suite must be complete (as in CI).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KubectlFactAttribute : FactAttribute
{
    public KubectlFactAttribute()
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(d => File.Exists(Path.Combine(d, "kubectl")));
        if (!found && Environment.GetEnvironmentVariable("MINIKUBELET_REQUIRE_RUNTIMES") != "1")
        {
            Skip = "no kubectl on the PATH";
        }
    }
}
