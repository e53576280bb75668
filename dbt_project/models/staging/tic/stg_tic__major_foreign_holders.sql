{{ stage('tic__major_foreign_holders') }}
