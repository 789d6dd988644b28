using System.Diagnostics.CodeAnalysis;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.ContractTests.Contract;
using MiniKubelet.Testing;

namespace MiniKubelet.Runtimes.ContractTests.Fake;

/// <summary>
/// The contract on the runtime in memory that the agent's tests stand on: what it says of lives, stops, events, images and
/// errors must be what the real ones say.
/// </summary>
[SkipsContract(
    "the fake runs no shell",
    nameof(WithoutCommandAndArgsTheImagesRun),
    nameof(ArgsReplaceTheImagesArgumentsAndKeepItsEntrypoint),
    nameof(ACommandDropsTheImagesArguments),
    nameof(CommandAndArgsReplaceBoth),
    nameof(EnvironmentComesOnTopOfTheImages),
    nameof(TheWorkingDirectoryIsOursIfGiven),
    nameof(StandardInputIsClosedUnlessAskedFor),
    nameof(ATerminalIsThereIfAskedFor),
    nameof(ExecGivesExitCodeAndBothStreams),
    nameof(ExecUsesNoShell),
    nameof(ManyCommandsAtOnceEachGetTheirOwnEnd),
    nameof(ExecIsOverWhenTheCommandIsNotWhenItsOutputIs),
    nameof(ExecWithoutALimitTakesAsLongAsItTakes),
    nameof(LogsComeInOrderWithTheirStreamAndTime),
    nameof(SinceLeavesOutWhatIsOlder),
    nameof(AVeryLongLineComesBackWhole),
    nameof(ATerminalsLogIsReadToo),
    nameof(BytesThatAreNoTextStayAsTheyAre))]
[SkipsContract(
    "the fake has no kernel",
    nameof(RunningOutOfMemoryIsOomKilled),
    nameof(ANegativeOomScoreIsGivenAsFarAsTheMachineAllows),
    nameof(MountsAreReadWriteOrReadOnly),
    nameof(TwoContainersShareAMount),
    nameof(MountsTravelAsFarAsPropagationSays),
    nameof(ContainersOfAPodShareNetworkIpcAndHostname),
    nameof(ContainersHaveTheirOwnPidNamespaceUnlessTheyShareIt),
    nameof(ContainersSeeEachOthersProcessesWhenThePodSharesItsPidNamespace),
    nameof(HostNamespacesAreTheHosts),
    nameof(PodsReachEachOtherByTheObservedIp),
    nameof(ContainersOfAPodReachEachOtherOnLocalhost),
    nameof(AHostPortLeadsToThePod),
    nameof(TheResolverIsConfiguredExactlyAsAsked),
    nameof(SysctlsAreSetInTheSandbox),
    nameof(LimitsReachTheContainersControlGroup),
    nameof(DevicesAreThere),
    nameof(TheUserIsTheImagesOrOurs),
    nameof(SupplementalGroupsAreAdded),
    nameof(CapabilitiesAreAddedAndDropped),
    nameof(APrivilegedContainerHasAllThatTheRuntimeHas),
    nameof(AReadOnlyRootCannotBeWritten),
    nameof(NewPrivilegesAreForbiddenOnRequest),
    nameof(SeccompIsTheDefaultNoneOrAProfile),
    nameof(PathsAreMaskedAndReadOnlyAsAsked),
    nameof(TheStopSignalIsTheImagesOrOurs))]
[SkipsContract(
    "the fake has no socket",
    nameof(ASocketThatIsNotThereIsUnavailable),
    nameof(ASocketNobodyListensOnIsUnavailable))]
[SuppressMessage("Design", "CA1001", Justification = "It is the connection of every test, and the base class closes those.")]
public sealed class FakeContractTests : ContainerRuntimeContract
{
    private readonly FakeRuntime _runtime = new(TimeProvider.System) { DefaultScript = ShellScripts.Of };

    public FakeContractTests()
    {
        _runtime.PresentImage(TestImages.NonRoot, "1234");
        _runtime.MissingImage("minikubelet.local/no-such-image:1");
        _runtime.MissingImage("localhost:1/image:1", RuntimeErrorKind.RegistryUnavailable);
    }

    protected override string SocketPath => "";

    // The second connection of a test sees what the first one made, as it would at a daemon.
    protected override Task<IContainerRuntime> ConnectAsync(string socketPath) => Task.FromResult<IContainerRuntime>(_runtime);
}
