using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri;

public sealed partial class CriRuntime
{
    /// <inheritdoc/>
    public async Task<RuntimeInfo> GetInfoAsync(CancellationToken cancellationToken)
    {
        var version = _calls.CallAsync(CriMethods.Version, new VersionRequest { Version = "v1" }, _calls.SocketPath, cancellationToken);
        var status = _calls.CallAsync(CriMethods.Status, new StatusRequest(), _calls.SocketPath, cancellationToken);
        await Task.WhenAll(version, status);

        var conditions = (await status).Status?.Conditions ?? [];
        return new RuntimeInfo(
            (await version).RuntimeName,
            (await version).RuntimeVersion,
            NotReadyReason(conditions, "RuntimeReady"),
            NotReadyReason(conditions, "NetworkReady"),
            LiveRestore: true);
    }

    // A runtime that says nothing of a required condition is not ready (CRI RuntimeStatus).
    private static string? NotReadyReason(IEnumerable<RuntimeCondition> conditions, string type)
    {
        foreach (var condition in conditions)
        {
            if (condition.Type == type)
            {
                return condition.Status ? null : $"{type}=false reason:{condition.Reason} message:{condition.Message}";
            }
        }

        return $"the runtime does not report {type}";
    }
}
