using System.Globalization;
using System.Runtime.InteropServices;

namespace MiniKubelet.Linux;

/// <summary>What the Node object tells of this machine (v1 NodeSystemInfo and capacity).</summary>
public sealed record NodeFacts
{
    /// <summary>Host name as the kernel has it, lower case.</summary>
    public required string Hostname { get; init; }

    /// <summary>/etc/machine-id; empty where there is none.</summary>
    public required string MachineId { get; init; }

    /// <summary>Firmware's id of the machine, else the machine id.</summary>
    public required string SystemUuid { get; init; }

    /// <summary>Changes with every boot.</summary>
    public required string BootId { get; init; }

    /// <summary>As <c>uname -r</c>.</summary>
    public required string KernelVersion { get; init; }

    /// <summary>PRETTY_NAME of os-release(5).</summary>
    public required string OsImage { get; init; }

    /// <summary>In Go's words: <c>amd64</c>, <c>arm64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Memory in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Processors that are online, whatever this process may use of them.</summary>
    public required int CpuCount { get; init; }

    /// <summary>Reads them all; cheap.</summary>
    /// <exception cref="IOException">/proc is not mounted.</exception>
    public static NodeFacts Read()
    {
        string machineId = ReadOrEmpty("/etc/machine-id");
        string systemUuid = ReadOrEmpty("/sys/class/dmi/id/product_uuid");
        return new NodeFacts
        {
            Hostname = File.ReadAllText("/proc/sys/kernel/hostname").Trim().ToLowerInvariant(),
            MachineId = machineId,
            SystemUuid = systemUuid.Length > 0 ? systemUuid : machineId,
            BootId = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(),
            KernelVersion = File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
            OsImage = PrettyName(ReadOrEmpty("/etc/os-release") is { Length: > 0 } text ? text : ReadOrEmpty("/usr/lib/os-release")),
            Architecture = RuntimeInformation.OSArchitecture switch
            {
                System.Runtime.InteropServices.Architecture.X64 => "amd64",
                var other => other.ToString().ToLowerInvariant(),
            },
            MemoryBytes = MemoryTotal(File.ReadAllText("/proc/meminfo")),
            CpuCount = CountOfList(File.ReadAllText("/sys/devices/system/cpu/online")),
        };
    }

    /// <summary>Value of PRETTY_NAME, without its quotes.</summary>
    internal static string PrettyName(string osRelease)
    {
        const string Key = "PRETTY_NAME=";
        string? line = osRelease.Split('\n').FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal));
        return line is null ? "Linux" : line[Key.Length..].Trim().Trim('"', '\'');
    }

    /// <summary>Bytes of <c>MemTotal: 12345 kB</c>.</summary>
    internal static long MemoryTotal(string memInfo)
    {
        string line = memInfo.Split('\n').First(line => line.StartsWith("MemTotal:", StringComparison.Ordinal));
        string kibibytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return long.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Members of a kernel list such as <c>0-3,8</c>.</summary>
    internal static int CountOfList(string list) => list.Trim().Split(',').Sum(range =>
    {
        int[] ends = [.. range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture))];
        return ends[^1] - ends[0] + 1;
    });

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
