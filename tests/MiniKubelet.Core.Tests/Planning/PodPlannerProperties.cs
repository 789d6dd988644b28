using System.Diagnostics.CodeAnalysis;
using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Probing;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Planning;

/// <summary>
/// What holds for every pod and every course of events. Pods and events are random, from a seed that a failure prints; the
/// simulator checks each step: no app container before initialization is complete, never two live instances of one container, no
/// start in a pod that is over, no grace that grows.
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
            var pod = RandomPod(random);
            var simulator = new PodSimulator(pod);
            try
            {
                for (var step = 0; step < 40 && !simulator.Done; step++)
                {
                    simulator.Step();
                    Disturb(simulator, random);
                }

                ComesToRest(pod, simulator);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"seed {seed}, pod {i}: {simulator.Observed}", error);
            }
        }
    }

    private static void ComesToRest(Pod pod, PodSimulator simulator)
    {
        for (var step = 0; step < EnoughSteps && !simulator.Done; step++)
        {
            var plan = simulator.Step();
            var busy = simulator.Live.Where(c => c.State == RunState.Running && pod.Spec.InitContainers.Any(i => i.Name == c.Name && !i.IsSidecar())).ToList();
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
                    return;
                }

                simulator.Pass(Math.Max(1, (at - At(simulator.Now)).TotalSeconds));
            }
        }

        Assert.True(simulator.Done, $"after {EnoughSteps} steps without disturbance there is still something to do: {simulator.Plan()}");
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
        switch (random.Next(15))
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
        RestartPolicy = random.Next(6) == 0 ? (RestartPolicy)random.Next(3) : null,
        StartupProbe = RandomProbe(random),
        LivenessProbe = RandomProbe(random),
    };

    private static Container RandomInit(Random random, string name) =>
        random.Next(2) == 0 ? App(name) : Sidecar(name) with { StartupProbe = RandomProbe(random) };

    private static Probe? RandomProbe(Random random) => random.Next(3) == 0 ? new Probe() : null;
}
