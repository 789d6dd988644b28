using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>Scheduling constraints.</summary>
public sealed record Affinity
{
    /// <summary>Attraction to nodes.</summary>
    public NodeAffinity? NodeAffinity { get; init; }

    /// <summary>Attraction to other pods.</summary>
    public PodAffinity? PodAffinity { get; init; }

    /// <summary>Repulsion from other pods.</summary>
    public PodAntiAffinity? PodAntiAffinity { get; init; }
}

/// <summary>Attraction to nodes.</summary>
public sealed record NodeAffinity
{
    /// <summary>Must hold.</summary>
    public NodeSelector? RequiredDuringSchedulingIgnoredDuringExecution { get; init; }

    /// <summary>Weighed.</summary>
    public EquatableArray<PreferredSchedulingTerm> PreferredDuringSchedulingIgnoredDuringExecution
    {
        get;
        init => field = value ?? [];
    } = [];
}

/// <summary>Selects nodes; any term suffices.</summary>
public sealed record NodeSelector
{
    /// <summary>The terms.</summary>
    public EquatableArray<NodeSelectorTerm> NodeSelectorTerms { get; init => field = value ?? []; } = [];
}

/// <summary>Selects nodes; all requirements must hold.</summary>
public sealed record NodeSelectorTerm
{
    /// <summary>Requirements on labels.</summary>
    public EquatableArray<NodeSelectorRequirement> MatchExpressions { get; init => field = value ?? []; } = [];

    /// <summary>Requirements on fields.</summary>
    public EquatableArray<NodeSelectorRequirement> MatchFields { get; init => field = value ?? []; } = [];
}

/// <summary>One requirement on a node.</summary>
public sealed record NodeSelectorRequirement
{
    /// <summary>Label or field.</summary>
    public string Key { get; init => field = value ?? ""; } = "";

    /// <summary>How the values relate to the label.</summary>
    public NodeSelectorOperator? Operator { get; init; }

    /// <summary>The values.</summary>
    public EquatableArray<string> Values { get; init => field = value ?? []; } = [];
}

/// <summary>How a node's label relates to values.</summary>
[JsonConverter(typeof(EnumConverter<NodeSelectorOperator>))]
public enum NodeSelectorOperator
{
    /// <summary>It has one of the values.</summary>
    In,

    /// <summary>It has none of the values.</summary>
    NotIn,

    /// <summary>It is present.</summary>
    Exists,

    /// <summary>It is absent.</summary>
    DoesNotExist,

    /// <summary>It is an integer greater than the value.</summary>
    Gt,

    /// <summary>It is an integer less than the value.</summary>
    Lt,
}

/// <summary>A weighed node selector term.</summary>
public sealed record PreferredSchedulingTerm
{
    /// <summary>1 to 100.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int Weight { get; init; }

    /// <summary>The term.</summary>
    public NodeSelectorTerm? Preference { get; init; }
}

/// <summary>Attraction to other pods.</summary>
public sealed record PodAffinity
{
    /// <summary>Must hold.</summary>
    public EquatableArray<PodAffinityTerm> RequiredDuringSchedulingIgnoredDuringExecution
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Weighed.</summary>
    public EquatableArray<WeightedPodAffinityTerm> PreferredDuringSchedulingIgnoredDuringExecution
    {
        get;
        init => field = value ?? [];
    } = [];
}

/// <summary>Repulsion from other pods.</summary>
public sealed record PodAntiAffinity
{
    /// <summary>Must hold.</summary>
    public EquatableArray<PodAffinityTerm> RequiredDuringSchedulingIgnoredDuringExecution
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Weighed.</summary>
    public EquatableArray<WeightedPodAffinityTerm> PreferredDuringSchedulingIgnoredDuringExecution
    {
        get;
        init => field = value ?? [];
    } = [];
}

/// <summary>A weighed pod affinity term.</summary>
public sealed record WeightedPodAffinityTerm
{
    /// <summary>1 to 100.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int Weight { get; init; }

    /// <summary>The term.</summary>
    public PodAffinityTerm? PodAffinityTerm { get; init; }
}

/// <summary>Pods that are near, or far, in a topology.</summary>
public sealed record PodAffinityTerm
{
    /// <summary>Selects the other pods.</summary>
    public LabelSelector? LabelSelector { get; init; }

    /// <summary>Namespaces of the other pods.</summary>
    public EquatableArray<string> Namespaces { get; init => field = value ?? []; } = [];

    /// <summary>Node label that says what is near.</summary>
    public string TopologyKey { get; init => field = value ?? ""; } = "";

    /// <summary>Selects namespaces of the other pods.</summary>
    public LabelSelector? NamespaceSelector { get; init; }

    /// <summary>Own labels the other pods must share.</summary>
    public EquatableArray<string> MatchLabelKeys { get; init => field = value ?? []; } = [];

    /// <summary>Own labels the other pods must not share.</summary>
    public EquatableArray<string> MismatchLabelKeys { get; init => field = value ?? []; } = [];
}

/// <summary>Tolerates taints.</summary>
public sealed record Toleration
{
    /// <summary>Key of the taint; null with Exists matches all.</summary>
    public string? Key { get; init; }

    /// <summary>Default Equal.</summary>
    public TolerationOperator? Operator { get; init; }

    /// <summary>Value of the taint.</summary>
    public string? Value { get; init; }

    /// <summary>Effect of the taint; null matches all.</summary>
    public TaintEffect? Effect { get; init; }

    /// <summary>Seconds a NoExecute taint is tolerated; null is for ever.</summary>
    public long? TolerationSeconds { get; init; }
}

/// <summary>How a toleration matches a taint.</summary>
[JsonConverter(typeof(EnumConverter<TolerationOperator>))]
public enum TolerationOperator
{
    /// <summary>The values are equal.</summary>
    Equal,

    /// <summary>Any value.</summary>
    Exists,

    /// <summary>The taint's value is an integer less than the toleration's.</summary>
    Lt,

    /// <summary>The taint's value is an integer greater than the toleration's.</summary>
    Gt,
}

/// <summary>What a taint does to pods that do not tolerate it.</summary>
[JsonConverter(typeof(EnumConverter<TaintEffect>))]
public enum TaintEffect
{
    /// <summary>They are not placed on the node.</summary>
    NoSchedule,

    /// <summary>They are placed elsewhere if possible.</summary>
    PreferNoSchedule,

    /// <summary>They are evicted.</summary>
    NoExecute,
}

/// <summary>How pods spread over the topology.</summary>
public sealed record TopologySpreadConstraint
{
    /// <summary>Greatest difference between domains.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int MaxSkew { get; init; }

    /// <summary>Node label that names the domain.</summary>
    public string TopologyKey { get; init => field = value ?? ""; } = "";

    /// <summary>What to do when it cannot be met.</summary>
    public UnsatisfiableConstraintAction? WhenUnsatisfiable { get; init; }

    /// <summary>Selects the pods that count.</summary>
    public LabelSelector? LabelSelector { get; init; }

    /// <summary>Fewest domains.</summary>
    public int? MinDomains { get; init; }

    /// <summary>Whether node affinity limits the domains; default Honor.</summary>
    public NodeInclusionPolicy? NodeAffinityPolicy { get; init; }

    /// <summary>Whether taints limit the domains; default Ignore.</summary>
    public NodeInclusionPolicy? NodeTaintsPolicy { get; init; }

    /// <summary>Own labels the pods that count must share.</summary>
    public EquatableArray<string> MatchLabelKeys { get; init => field = value ?? []; } = [];
}

/// <summary>What to do with a constraint that cannot be met.</summary>
[JsonConverter(typeof(EnumConverter<UnsatisfiableConstraintAction>))]
public enum UnsatisfiableConstraintAction
{
    /// <summary>The pod waits.</summary>
    DoNotSchedule,

    /// <summary>The skew is kept low.</summary>
    ScheduleAnyway,
}

/// <summary>Whether something limits the domains.</summary>
[JsonConverter(typeof(EnumConverter<NodeInclusionPolicy>))]
public enum NodeInclusionPolicy
{
    /// <summary>It does not.</summary>
    Ignore,

    /// <summary>It does.</summary>
    Honor,
}
