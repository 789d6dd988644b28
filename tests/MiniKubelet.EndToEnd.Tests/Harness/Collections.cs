namespace MiniKubelet.EndToEnd.Tests.Harness;

/// <summary>One collection for each runtime: its tests run one after another, those of two runtimes side by side.</summary>
public static class Collections
{
    public const string Containerd = "containerd";

    public const string Docker = "docker";
}
