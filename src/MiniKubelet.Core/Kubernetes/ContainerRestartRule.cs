using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>What to do when a container exits in some way.</summary>
public sealed record ContainerRestartRule
{
    /// <summary>What to do.</summary>
    public ContainerRestartRuleAction? Action { get; init; }

    /// <summary>The exit codes the rule is for.</summary>
    public ContainerRestartRuleOnExitCodes? ExitCodes { get; init; }
}

/// <summary>What a restart rule does.</summary>
[JsonConverter(typeof(EnumConverter<ContainerRestartRuleAction>))]
public enum ContainerRestartRuleAction
{
    /// <summary>Restarts the container.</summary>
    Restart,

    /// <summary>Restarts every container of the pod.</summary>
    RestartAllContainers,
}

/// <summary>Selects exit codes.</summary>
public sealed record ContainerRestartRuleOnExitCodes
{
    /// <summary>How the values relate to the exit code.</summary>
    public ContainerRestartRuleOnExitCodesOperator? Operator { get; init; }

    /// <summary>The exit codes.</summary>
    public EquatableArray<int> Values { get; init => field = value ?? []; } = [];
}

/// <summary>How exit codes relate to values.</summary>
[JsonConverter(typeof(EnumConverter<ContainerRestartRuleOnExitCodesOperator>))]
public enum ContainerRestartRuleOnExitCodesOperator
{
    /// <summary>The exit code is one of the values.</summary>
    In,

    /// <summary>The exit code is none of the values.</summary>
    NotIn,
}
