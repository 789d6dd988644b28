using MiniKubelet.Kubernetes;
using MiniKubelet.Planning;
using static MiniKubelet.Kubernetes.ContainerRestartRuleOnExitCodesOperator;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Planning;

/// <summary>Whether a container that ended runs again: its rules, its policy, its pod's policy; and what is said when it is killed.</summary>
public class RestartDecisionTests
{
    private const RestartPolicy Always = RestartPolicy.Always;
    private const RestartPolicy OnFailure = RestartPolicy.OnFailure;
    private const RestartPolicy Never = RestartPolicy.Never;

    [Theory]
    [InlineData(Always, null, 0, true)]
    [InlineData(Always, null, 1, true)]
    [InlineData(OnFailure, null, 0, false)]
    [InlineData(OnFailure, null, 1, true)]
    [InlineData(Never, null, 0, false)]
    [InlineData(Never, null, 1, false)]
    [InlineData(Always, Always, 0, true)]
    [InlineData(Always, OnFailure, 0, false)]
    [InlineData(Always, OnFailure, 1, true)]
    [InlineData(Always, Never, 0, false)]
    [InlineData(Always, Never, 1, false)]
    [InlineData(OnFailure, Always, 0, true)]
    [InlineData(OnFailure, OnFailure, 0, false)]
    [InlineData(OnFailure, OnFailure, 137, true)]
    [InlineData(OnFailure, Never, 1, false)]
    [InlineData(Never, Always, 0, true)]
    [InlineData(Never, Always, 1, true)]
    [InlineData(Never, OnFailure, 0, false)]
    [InlineData(Never, OnFailure, 1, true)]
    [InlineData(Never, Never, 1, false)]
    public void TheContainersPolicyGoesBeforeThePods(RestartPolicy pod, RestartPolicy? container, int exitCode, bool restarts) =>
        Assert.Equal(restarts, new PodSpec { RestartPolicy = pod }.Restarts(App("a") with { RestartPolicy = container }, exitCode));

    [Theory]
    [InlineData(In, new[] { 42, 43 }, 42, true)]
    [InlineData(In, new[] { 42, 43 }, 43, true)]
    [InlineData(In, new[] { 42, 43 }, 0, false)]
    [InlineData(In, new int[0], 0, false)]
    [InlineData(NotIn, new[] { 42, 43 }, 42, false)]
    [InlineData(NotIn, new[] { 42, 43 }, 0, true)]
    [InlineData(NotIn, new[] { 42, 43 }, 1, true)]
    [InlineData(NotIn, new int[0], 1, true)]
    public void ARuleThatMatchesGoesBeforeBoth(ContainerRestartRuleOnExitCodesOperator @operator, int[] values, int exitCode, bool restarts)
    {
        var container = App("a") with
        {
            RestartPolicy = Never,
            RestartPolicyRules = [Rule(ContainerRestartRuleAction.Restart, @operator, values)],
        };
        Assert.Equal(restarts, new PodSpec { RestartPolicy = Never }.Restarts(container, exitCode));
    }

    [Fact]
    public void WhereNoRuleMatchesThePolicyHolds()
    {
        var container = App("a") with
        {
            RestartPolicy = OnFailure,
            RestartPolicyRules = [Rule(ContainerRestartRuleAction.Restart, In, 42)],
        };
        Assert.True(new PodSpec { RestartPolicy = Never }.Restarts(container, 1));
        Assert.False(new PodSpec { RestartPolicy = Never }.Restarts(container, 0));
    }

    [Fact]
    public void OnlyTheFirstRuleThatMatchesCounts()
    {
        var container = App("a") with
        {
            RestartPolicyRules =
            [
                Rule(ContainerRestartRuleAction.Restart, In, 1),
                Rule(ContainerRestartRuleAction.RestartAllContainers, In, 1, 2),
            ],
        };
        Assert.False(container.RestartsAll(1));
        Assert.True(container.RestartsAll(2));
        Assert.False(container.RestartsAll(3));
    }

    [Theory]
    [InlineData(Always, null, "Container a failed liveness probe, will be restarted")]
    [InlineData(OnFailure, null, "Container a failed liveness probe, will be restarted")]
    [InlineData(Never, null, "Container a failed liveness probe")]
    [InlineData(Never, OnFailure, "Container a failed liveness probe, will be restarted")]
    [InlineData(Always, Never, "Container a failed liveness probe")]
    public void AKillSaysWhetherTheContainerComesBack(RestartPolicy pod, RestartPolicy? container, string message)
    {
        var spec = PodOf(pod, App("a") with { RestartPolicy = container }).Spec;
        Assert.Equal(message, KillMessage.Of(spec, "a", KillReason.LivenessProbeFailed));
        Assert.Equal(message.Replace("liveness", "startup", StringComparison.Ordinal), KillMessage.Of(spec, "a", KillReason.StartupProbeFailed));
        Assert.Equal("Container a definition changed, will be restarted", KillMessage.Of(spec, "a", KillReason.DefinitionChanged));
    }

    [Theory]
    [InlineData("s", KillReason.LivenessProbeFailed, "Init container s failed liveness probe")]
    [InlineData("s", KillReason.StartupProbeFailed, "Init container s failed startup probe")]
    [InlineData("s", KillReason.DefinitionChanged, "Init container s definition changed")]
    [InlineData("s", KillReason.UnknownState, "Init container is in \"unknown\" state, try killing it before restart")]
    [InlineData("a", KillReason.UnknownState, "Container is in \"unknown\" state, try killing it before restart")]
    [InlineData("a", KillReason.PodTerminating, "Stopping container a")]
    [InlineData("a", KillReason.SandboxChanged, "Stopping container a")]
    [InlineData("a", KillReason.RestartingAllContainers, "Stopping container a")]
    [InlineData("x", KillReason.NotInPod, "Stopping container x")]
    public void AKillIsSaidInTheKubeletsWords(string container, KillReason reason, string message) =>
        Assert.Equal(message, KillMessage.Of(PodOf(App("a")).WithInit(Sidecar("s")).Spec, container, reason));
}
