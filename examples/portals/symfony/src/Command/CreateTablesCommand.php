<?php

declare(strict_types=1);

namespace App\Command;

use App\Accounts;
use Siplaunch\ClaimStore;
use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

#[AsCommand(name: 'app:create-tables')]
final class CreateTablesCommand extends Command
{
    public function __construct(private readonly Accounts $accounts, private readonly ClaimStore $claims)
    {
        parent::__construct();
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $this->accounts->createTable();
        $this->claims->create();
        return Command::SUCCESS;
    }
}
