using System.Globalization;

namespace MiniKubelet.Linux;

/// <summary>What the kernel lets this process do, see capabilities(7).</summary>
/// <param name="Effective">The effective set as a bit mask.</param>
public sealed record ProcessCapabilities(ulong Effective)
{
    private const int SysAdmin = 21;
    private const int SysResource = 24;

    /// <summary>
    /// May set an oom_score_adj below its own, as pods of class Guaranteed and the sandboxes need it (CAP_SYS_RESOURCE).
    /// </summary>
    public bool MayLowerOomScore => Has(SysResource);

    /// <summary>May mount file systems (CAP_SYS_ADMIN).</summary>
    public bool MayMount => Has(SysAdmin);

    /// <summary>The capabilities of this process.</summary>
    public static ProcessCapabilities Read() => Parse(File.ReadLines("/proc/self/status"));

    /// <summary>Reads the line <c>CapEff</c> of a /proc/PID/status.</summary>
    internal static ProcessCapabilities Parse(IEnumerable<string> status)
    {
        const string Field = "CapEff:";
        string line = status.FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) ?? Field + "0";
        return new ProcessCapabilities(ulong.Parse(line.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    private bool Has(int capability) => (Effective & (1UL << capability)) != 0;
}
