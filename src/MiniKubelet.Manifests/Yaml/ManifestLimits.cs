namespace MiniKubelet.Manifests;

/// <summary>What a manifest may be at most, so that no file can exhaust the daemon.</summary>
internal static class ManifestLimits
{
    /// <summary>Bytes of one file; the kubelet's limit.</summary>
    public const int FileBytes = 10 << 20;

    /// <summary>Lists and mappings within one another; a Pod needs about a dozen.</summary>
    public const int Depth = 100;

    /// <summary>Values in one file after aliases are expanded: the aliases of a small file can stand for billions.</summary>
    public const int Nodes = 500_000;

    /// <summary>Errors told of one file; more help nobody, and finding what each was meant to be takes time.</summary>
    public const int Errors = 100;
}
