using System.Text.Json;
using MiniKubelet.Naming;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker.Engine;

namespace MiniKubelet.Runtimes.Docker;

public sealed partial class DockerRuntime
{
    /// <summary>A container of Docker's that is ours by its name and our label.</summary>
    private sealed record OwnObject(string Id, ObjectName Name, ObjectRecord Record);

    /// <summary>Our objects; of one pod, or of all with null. Labels only narrow the search, names decide.</summary>
    private async Task<List<OwnObject>> ListAsync(string? podUid, CancellationToken cancellationToken)
    {
        string[] labels = podUid is null ? [ObjectRecord.Label] : [ObjectRecord.Label, $"{RuntimeLabels.PodUid}={podUid}"];
        var all = await ListByLabelsAsync(labels, cancellationToken).ConfigureAwait(false);
        return podUid is null ? all : all.FindAll(own => own.Name.Uid == podUid);
    }

    /// <summary>Our containers that use a sandbox's network.</summary>
    private async Task<List<OwnObject>> ListMembersAsync(string sandboxId, CancellationToken cancellationToken)
    {
        var members = await ListByLabelsAsync([$"{ContainerRequest.SandboxIdLabel}={sandboxId}"], cancellationToken).ConfigureAwait(false);
        return members.FindAll(own => !own.Name.IsSandbox);
    }

    private async Task<List<OwnObject>> ListByLabelsAsync(string[] labels, CancellationToken cancellationToken)
    {
        var filters = JsonSerializer.Serialize(new Filters { ["label"] = labels }, EngineJson.Default.Filters);
        var found = await _engine
            .GetAsync(
                EngineCall.Query,
                _socketPath,
                $"/containers/json?all=1&filters={Uri.EscapeDataString(filters)}",
                EngineJson.Default.ContainerSummaryArray,
                cancellationToken)
            .ConfigureAwait(false);
        var own = new List<OwnObject>(found.Length);
        foreach (var summary in found)
        {
            var name = summary.Names.Select(ObjectName.TryParse).FirstOrDefault(parsed => parsed is not null);
            if (name is not null && ObjectRecord.TryRead(summary.Labels) is { } record)
            {
                own.Add(new OwnObject(summary.Id, name, record));
            }
        }

        return own;
    }

    /// <summary>All about one container, or null when it is gone.</summary>
    private async Task<ContainerDetails?> InspectAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await _engine
                .GetAsync(EngineCall.Query, id, $"/containers/{id}/json", EngineJson.Default.ContainerDetails, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.NotFound)
        {
            return null;
        }
    }
}
