using System.Globalization;

namespace MiniKubelet.Runtimes.ContractTests.Docker;

/// <summary>The capabilities of this machine's root.</summary>
internal static class Capabilities
{
    /// <summary>Whether the bounding set holds every capability the kernel knows.</summary>
    public static bool HostHasAll
    {
        get
        {
            var last = int.Parse(File.ReadAllText("/proc/sys/kernel/cap_last_cap"), CultureInfo.InvariantCulture);
            var bounding = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("CapBnd:", StringComparison.Ordinal));
            var held = ulong.Parse(bounding["CapBnd:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            return held == (1UL << (last + 1)) - 1;
        }
    }
}
