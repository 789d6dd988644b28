using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Probing;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Planning;

/// <summary>
/// What holds for every pod and every course of events. Pods and events are random, from a seed that a failure prints; the
/// simulator checks each step: no container before its turn, so no app container before initialization is complete; never two live
/// instances of one container; no start in a pod that is over; no grace that grows; no phase that ended of a pod that has not.
/// </summary>
[SuppressMessage("Security", "CA5394", Justification = "A seeded generator is what makes a failure repeatable.")]
public class PodPlannerProperties
{
    private const int PodsPerSeed = 200;
    private const int EnoughSteps = 200;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void WhateverHappensThePlanComesToRest(int seed)
    {
        for (var i = 0; i < PodsPerSeed; i++)
        {
            var random = new Random(seed * 100_000 + i);
            var simulator = new PodSimulator(RandomPod(random));
            try
            {
                for (var step = 0; step < 40 && !simulator.Done; step++)
                {
                    simulator.Step(actions: random.Next(8) == 0 ? random.Next(3) : int.MaxValue);
                    Disturb(simulator, random);
                }

                ComesToRest(simulator);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"seed {seed}, pod {i}: {simulator.Observed}", error);
            }
        }
    }

    private static void ComesToRest(PodSimulator simulator)
    {
        for (var step = 0; step < EnoughSteps && !simulator.Done; step++)
        {
            var plan = simulator.Step();
            var inits = simulator.Pod.Spec.InitContainers.Where(c => !c.IsSidecar()).Select(c => c.Name).ToList();
            var busy = simulator.Live.Where(c => c.State == RunState.Running && inits.Contains(c.Name)).ToList();
            foreach (var container in simulator.Live)
            {
                simulator.Judge(container, new ProbeVerdict { Started = true, Ready = true });
            }

            if (busy.Count > 0)
            {
                simulator.Exit(busy[0], 0);
            }
            else if (plan.Actions.Count == 0 && simulator.Plan() is { Actions.Count: 0 } next)
            {
                if (next.NextCheckAt is not { } at)
                {
                    AssertAsDesired(simulator);
                    return;
                }

                simulator.Pass(Math.Max(1, (at - At(simulator.Now)).TotalSeconds));
            }
        }

        Assert.True(simulator.Done, $"after {EnoughSteps} steps without disturbance there is still something to do: {simulator.Plan()}");
    }

    /// <summary>A pod that is over runs nothing. Of one that lives all app containers and sidecars run that are not done, from what
    /// the manifest says now, and nothing else.</summary>
    private static void AssertAsDesired(PodSimulator simulator)
    {
        var spec = simulator.Pod.Spec;
        if (simulator.IsOver)
        {
            Assert.Empty(simulator.Live);
            return;
        }

        Assert.NotNull(PodPlanner.UsableSandbox(spec, simulator.Observed));
        Assert.All(simulator.Live, c => Assert.Equal(HashOf(simulator.Pod, c.Name), c.Annotations));
        var live = simulator.Live.Select(c => c.Name).ToList();
        Assert.All(spec.InitContainers.Where(c => c.IsSidecar()), c => Assert.Contains(c.Name, live));
        var recalled = simulator.History.Recall(simulator.Observed);
        Assert.All(spec.Containers.Where(c => !live.Contains(c.Name)), c => Assert.False(spec.Restarts(c, recalled.Newest(c.Name)!.ExitCode)));
    }

    private static void Disturb(PodSimulator simulator, Random random)
    {
        simulator.Pass(random.Next(8) switch
        {
            0 => 700,
            1 => 60,
            _ => random.Next(15),
        });
        var live = simulator.Live.ToList();
        switch (random.Next(20))
        {
            case 0 or 1 or 2 or 3 or 4 when live.Count > 0:
                simulator.Exit(live[random.Next(live.Count)], random.Next(3) == 0 ? random.Next(1, 4) : 0);
                break;
            case 5 or 6 or 7 when live.Count > 0:
                simulator.Judge(live[random.Next(live.Count)], new ProbeVerdict { Started = true, Ready = random.Next(2) == 0 });
                break;
            case 8 when live.Count > 0:
                simulator.Judge(live[random.Next(live.Count)], new ProbeVerdict { Started = true, LivenessFailed = true });
                break;
            case 9 when live.Count > 0:
                simulator.Judge(live[random.Next(live.Count)], new ProbeVerdict { StartupFailed = true });
                break;
            case 10 when simulator.Observed.Sandboxes.Count > 0:
                simulator.KillSandbox(simulator.Observed.Sandboxes[0], withContainers: random.Next(2) == 0);
                break;
            case 11 when simulator.Observed.Containers.Count > live.Count:
                var ended = simulator.Observed.Containers.Except(live).ToList();
                simulator.Forget(ended[random.Next(ended.Count)]);
                break;
            case 12 when random.Next(8) == 0:
                simulator.Terminate(remove: random.Next(2) == 0, grace: random.Next(60));
                break;
            case 13 when live.Count > 0:
                simulator.Find(live[random.Next(live.Count)], random.Next(2) == 0 ? RunState.Created : RunState.Unknown);
                break;
            case 14 when live.Count > 0:
                simulator.Forget(live[random.Next(live.Count)]);
                break;
            case 15 when random.Next(3) == 0:
                simulator.ForgetAll();
                break;
            case 16 when simulator.Observed.Sandboxes.Count > 0:
                simulator.LoseAddress();
                break;
            case 17 or 18 when !simulator.IsOver:
                simulator.Edit(Edited(simulator.Pod, random));
                break;
            default:
                break;
        }
    }

    private static Pod RandomPod(Random random)
    {
        var policy = (RestartPolicy)random.Next(3);
        var pod = PodOf(policy, [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => RandomApp(random, $"app{i}"))])
            .WithInit([.. Enumerable.Range(0, random.Next(4)).Select(i => RandomInit(random, $"init{i}"))]);
        return pod.With(spec => spec with { ActiveDeadlineSeconds = random.Next(10) == 0 ? 500 : null });
    }

    private static Container RandomApp(Random random, string name) => App(name) with
    {
        RestartPolicy = random.Next(4) == 0 ? (RestartPolicy)random.Next(3) : null,
        RestartPolicyRules = RandomRules(random),
        StartupProbe = RandomProbe(random),
        LivenessProbe = RandomProbe(random),
    };

    private static Container RandomInit(Random random, string name) =>
        random.Next(2) == 0
            ? App(name) with { RestartPolicy = random.Next(4) == 0 ? RestartPolicy.Never : null, RestartPolicyRules = RandomRules(random) }
            : Sidecar(name) with { StartupProbe = RandomProbe(random), RestartPolicyRules = RandomRules(random) };

    // No rule for exit code 0 restarts all: an init container with it would never let the pod come to rest.
    private static EquatableArray<ContainerRestartRule> RandomRules(Random random)
    {
        var action = random.Next(3) == 0 ? ContainerRestartRuleAction.RestartAllContainers : ContainerRestartRuleAction.Restart;
        return random.Next(8) switch
        {
            0 => [Rule(action, ContainerRestartRuleOnExitCodesOperator.In, random.Next(1, 4))],
            1 => [Rule(action, ContainerRestartRuleOnExitCodesOperator.NotIn, 0, random.Next(1, 4))],
            _ => [],
        };
    }

    private static Pod Edited(Pod pod, Random random) => pod.With(spec => random.Next(5) switch
    {
        0 => spec with { HostNetwork = !spec.HostNetwork },
        1 => spec with { Containers = [.. spec.Containers, RandomApp(random, $"app{spec.Containers.Max(c => int.Parse(c.Name[3..], CultureInfo.InvariantCulture)) + 1}")] },
        2 when spec.Containers.Count > 1 => spec with { Containers = [.. spec.Containers.Skip(1)] },
        3 when spec.InitContainers.Count > 0 => spec with { InitContainers = [.. spec.InitContainers.Skip(1)] },
        _ => spec with { Containers = [.. spec.Containers.Select((c, i) => i == 0 ? c with { Image = $"images/new:{random.Next(1000)}" } : c)] },
    });

    private static Probe? RandomProbe(Random random) => random.Next(3) == 0 ? new Probe() : null;
}
