using MiniKubelet.Kubernetes;

namespace MiniKubelet.Agent.Status;

/// <summary>
/// All that the API shows. Each store has one writer: Pods the pod workers, Nodes the node loop, ConfigMaps, Secrets and
/// Namespaces the manifest loop, Events the <see cref="Events.EventRecorder"/>. Namespaces that no manifest declares but some
/// object is in are added and removed here.
/// </summary>
public sealed class StatusStore
{
    private const int EventCapacity = 1000;
    private static readonly TimeSpan EventAge = TimeSpan.FromHours(1);
    private static readonly string[] AlwaysThere = ["default", "kube-system"];

    private readonly Lock _namespacesLock = new();
    private readonly Dictionary<string, Namespace> _implied = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    /// <summary>Empty but for the namespaces <c>default</c> and <c>kube-system</c>.</summary>
    public StatusStore(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        Clock = new ResourceVersionClock(time);
        Pods = new(Clock, static (item, metadata) => item with { Metadata = metadata });
        Nodes = new(Clock, static (item, metadata) => item with { Metadata = metadata });
        ConfigMaps = new(Clock, static (item, metadata) => item with { Metadata = metadata });
        Secrets = new(Clock, static (item, metadata) => item with { Metadata = metadata });
        Services = new(Clock, static (item, metadata) => item with { Metadata = metadata });
        Namespaces = new(Clock, static (item, metadata) => item with { Metadata = metadata });
        Events = new(
            Clock,
            static (item, metadata) => item with { Metadata = metadata },
            new Retention<Event>(EventCapacity, EventAge, LastSeen, time));

        Pods.KeysChanged += SettleNamespace;
        ConfigMaps.KeysChanged += SettleNamespace;
        Secrets.KeysChanged += SettleNamespace;
        Namespaces.KeysChanged += _ => SettleNamespaces();
        SettleNamespaces();
    }

    /// <summary>Numbers the changes of all stores.</summary>
    public ResourceVersionClock Clock { get; }

    /// <summary>The pods, desired and still terminating, with their status.</summary>
    public ResourceStore<Pod> Pods { get; }

    /// <summary>This machine.</summary>
    public ResourceStore<Node> Nodes { get; }

    /// <summary>What happened lately: at most 1,000 events of the last hour.</summary>
    public ResourceStore<Event> Events { get; }

    /// <summary>The config maps of the folder.</summary>
    public ResourceStore<ConfigMap> ConfigMaps { get; }

    /// <summary>The secrets of the folder.</summary>
    public ResourceStore<Secret> Secrets { get; }

    /// <summary>Always empty for now; kubectl asks for it in <c>get all</c> and <c>cluster-info</c>.</summary>
    public ResourceStore<Service> Services { get; }

    /// <summary>The namespaces of the folder, and those in use.</summary>
    public ResourceStore<Namespace> Namespaces { get; }

    private static DateTimeOffset LastSeen(Event item) =>
        item.Series?.LastObservedTime ?? item.LastTimestamp ?? item.EventTime ?? item.FirstTimestamp
        ?? item.Metadata.CreationTimestamp ?? DateTimeOffset.UnixEpoch;

    private void SettleNamespaces()
    {
        foreach (var name in AlwaysThere)
        {
            SettleNamespace(name);
        }

        foreach (var name in Pods.List().Items.Select(p => p.Metadata.Namespace)
            .Concat(ConfigMaps.List().Items.Select(c => c.Metadata.Namespace))
            .Concat(Secrets.List().Items.Select(s => s.Metadata.Namespace)).Distinct())
        {
            SettleNamespace(name ?? "");
        }
    }

    // Looks at what is, whatever the order of the calls: the last one leaves the truth behind.
    private void SettleNamespace(string name)
    {
        lock (_namespacesLock)
        {
            var present = Namespaces.Get(null, name);
            var used = name.Length > 0 && (AlwaysThere.Contains(name) || IsUsed(name));
            if (used && present is null)
            {
                _implied[name] = Namespaces.Put(Implied(name));
            }
            else if (!used && present is not null && _implied.GetValueOrDefault(name) == present)
            {
                _implied.Remove(name);
                Namespaces.Remove(null, name);
            }
        }
    }

    private bool IsUsed(string name) =>
        Pods.List().Items.Any(p => p.Metadata.Namespace == name)
        || ConfigMaps.List().Items.Any(c => c.Metadata.Namespace == name)
        || Secrets.List().Items.Any(s => s.Metadata.Namespace == name);

    private Namespace Implied(string name) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = name,
            Uid = NamespaceUid(name),
            CreationTimestamp = _time.GetUtcNow(),
            Labels = EquatableMap<string>.Empty.With("kubernetes.io/metadata.name", name),
        },
        Spec = new NamespaceSpec { Finalizers = ["kubernetes"] },
        Status = new NamespaceStatus { Phase = NamespacePhase.Active },
    };

    // The same after a restart, as for a namespace that was never deleted.
    private static string NamespaceUid(string name) =>
        new Guid(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("namespace/" + name))
            .AsSpan(0, 16), bigEndian: true).ToString();
}
